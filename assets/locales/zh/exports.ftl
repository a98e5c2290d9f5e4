# What can be sent on.
exports-title = 导出
exports-open = 导出 …
exports-print = 打印
exports-close = 关闭
exports-for = 导出对象
exports-pacs = 用于这些影像所属的 PACS
exports-pacs-about = 保留患者与检查信息；每个文件都引用其影像。
exports-sharing = 用于共享
exports-sharing-about = 按 DICOM PS3.15 基本规范去标识：不含姓名、日期或标识符，使用新的 UID，并替换文件名。
exports-which = 导出哪些影像
exports-selected = 所选影像
exports-all = 所有已读影像（{ $n }）
exports-pictures = 包含每张已评分影像的图片，热图与说明已烧录（DICOM 二次捕获）
exports-burnt-in = 烧录在影像像素中的文字（例如姓名）会保留在图片里。共享前请逐张检查。
exports-confirm = 我知道这些文件包含患者身份信息，应存入该患者所属的 PACS。
exports-holds = 一个 zip 文件：每张影像一份 DICOM 结构化报告（TID 1500），以及 CSV、JSON 和 FHIR R4 格式的影像列表。
exports-begin = 生成 zip
exports-running = { $done } / { $total } 张影像
exports-ready = { $n } 张影像位于
exports-notes = 缺少部分文件：
exports-failed-read = 无法生成导出文件，请重试。
exports-failed-engine = 未能导出。
exports-failed-stopped = 导出过程中引擎停止，正在重启；请再次导出。
exports-failed-large = 导出超过 zip 的大小上限（4 GB）。请不含图片，或减少影像数量。
exports-failed-memory = 浏览器没有足够空间。请减少影像数量。

# 打印。
exports-print-open = 打印 …
exports-print-which = 打印哪些影像
exports-print-selected = 所选影像，按页面所示
exports-print-shown = 所有已显示且已完成的影像（{ $n }），每张一页
exports-print-heatmap = 影像上叠加热图
exports-print-about = 每页包含页面所示的患者、结果或没有结果的原因，以及每边最多 { $side } 像素的影像预览。
exports-print-waiting = { $n ->
   *[other] 有 { $n } 张已显示的影像尚未完成，不予打印。
}
exports-print-most = 一次最多打印 { $most } 张影像，现在显示了 { $n } 张。请筛选或搜索列表，分批打印。
exports-print-ready = { $n ->
   *[other] { $n } 页已准备好。
} 如果浏览器没有询问打印机，请再按一次“打印”。
exports-print-preview = { $to } 像素的预览，原影像 { $from }。不供阅片。
exports-print-preview-heatmap = { $to } 像素的带热图预览，原影像 { $from }。不供阅片。
