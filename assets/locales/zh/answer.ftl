# What is said of a film, and of the model.

# The headline.
answer-title = 结果
answer-empty = 拖入一张胸片，即可查看模型的输出。
answer-wait-stopped = 引擎未运行，因此不会评分。
answer-wait-reading = 正在读取此胸片……
answer-wait-engine = 正在等待引擎……
answer-wait-skipped = 未读取此片。
answer-wait-queue = 正在等待前面的胸片……
answer-score = 演示分数
answer-probability = 肺炎的校准概率
answer-above-score = 高于其阈值 { $limit }
answer-below-score = 低于其阈值 { $limit }
answer-above-point = 高于工作点 { $limit }
answer-below-point = 低于工作点 { $limit }
answer-prevalence-package = 按模型包的患病率 { $prevalence } 计算
answer-prevalence-reader = 按您设定的患病率 { $prevalence } 计算
answer-use = 用作第二阅片者，与您自己的阅片并行。不用于分诊：低于阈值的结果不是推迟阅片或不阅片的理由。
answer-timing = 读取 { $decode } 秒，计算 { $compute } 秒。
answer-percent = { $n }%
answer-range = { $value }（{ $low } 至 { $high }）
answer-warnings = 注意事项
answer-warning-check = { $check }：有疑问但已接受（文件中为：{ $found }）。
answer-nothing = 无

# Why a package with a calibration gives a film a score only. Nothing here may read as a finding.
answer-why-view = 该模型包未在足够多的此投照体位患者胸片上测试，因此这只是演示分数，不能说明患者的任何情况。
answer-why-children = 该模型包未在足够多的儿童胸片上测试，因此这只是演示分数，不能说明患者的任何情况。
answer-why-adults = 该模型包未在足够多的成人胸片上测试，因此这只是演示分数，不能说明患者的任何情况。
answer-why-age = 文件未给出患者年龄，而该模型包并未在所有年龄段上测试，因此这只是演示分数，不能说明患者的任何情况。
answer-why-calibration = 该模型包没有校准，或此版本未说明校准适用于谁，因此这只是演示分数，不能说明患者的任何情况。
answer-notice-research = 仅供研究使用。不是医疗器械。
answer-notice-demonstration = 仅供演示：该模型只从绘制的模体学习，从未使用过患者的胸片。其分数不能说明该患者的任何情况。

# Films without a number, by reason code.
answer-unscored = 此胸片未评分
answer-failed = 此胸片未能读取完毕
answer-no-number = 引擎未能为此胸片给出可用的数值。
answer-no-why = 引擎未说明原因。
answer-reason-not-dicom = 该文件不是 DICOM 文件。
answer-reason-corrupt = 文件已损坏。不完整的胸片不予评分。
answer-reason-too-deep = 文件中的序列嵌套过深，无法安全读取。
answer-reason-too-large = 胸片像素数超过可读取的上限。
answer-reason-modality = 该模型适用于其他成像方式。
answer-reason-body-part = 胸片显示的不是该模型适用的身体部位，或文件未说明部位。
answer-reason-view-position = 投照体位不在该模型适用范围内，或文件未说明体位。
answer-reason-patient-age = 患者年龄不在该模型适用范围内。
answer-reason-no-pixel-data = 文件中没有图像：可能是报告、目录或文档。
answer-reason-multi-frame = 文件包含多帧图像；该模型只读取单张胸片。
answer-reason-unsupported-pixel-format = 像素不是用于显示的灰度值。
answer-reason-bad-dimensions = 胸片的行数或列数缺失或不合理。
answer-reason-unsupported-transfer-syntax = 图像采用了此处不支持的压缩方式。
answer-reason-unreadable = 无法打开文件。文件是否已移动，或存储介质已移除？
answer-reason-failed = 引擎未能完成此胸片。重新添加也许有帮助。
answer-found = { $attribute } 中为：{ $found }。应为：{ $expected }。
answer-found-absent = { $attribute } 缺失或为空。应为：{ $expected }。
answer-detail = 详情（英文）

# How far to trust it: films like this one.
answer-trust = 该模型在类似胸片上的表现
answer-trust-no-groups = 模型包未给出此体位、性别或年龄的数据。
answer-trust-none = 模型包未给出任何测量的性能。
answer-group-all = 全部胸片
answer-group-view = 体位 { $value }
answer-group-women = 女性
answer-group-men = 男性
answer-group-age = 年龄 { $value }
answer-group-other = { $attribute } { $value }
answer-set-test = 测试胸片
answer-set-validation = 验证胸片（阈值在其上选定）
answer-group-films = 肺炎 { $positives } 例，无肺炎 { $negatives } 例；{ $set }
answer-group-few = 有或无肺炎的胸片不足 20 例：不给出数据
answer-not-given = 未给出
answer-auc = AUC
answer-sensitivity = 敏感度
answer-specificity = 特异度
answer-intervals = 括号内为 95% 区间。

# Operating point and prevalence.
answer-settings = 工作点与患病率
answer-point = 工作点
answer-threshold = 阈值
answer-point-default = { $name }（模型包默认）
answer-point-plain = 阈值 { $n }
answer-picture-file = 来自图片文件：采集方式不明。
answer-point-best-f1 = F1 最大
answer-point-youden = 敏感度与特异度之和最大
answer-point-sensitivity = 按敏感度 { $value } 选定
answer-point-specificity = 按特异度 { $value } 选定
answer-sensitivity-means = 有肺炎的胸片中，{ $figure } 高于阈值。
answer-specificity-means = 无肺炎的胸片中，{ $figure } 低于阈值。
answer-no-point-figures = 模型包未给出该工作点的敏感度和特异度，因此也没有预测值。
answer-prevalence = 您的胸片中的患病率
answer-prevalence-percent = 患病率（百分比）
answer-prevalence-reset = 恢复为模型包的 { $prevalence }
answer-prevalence-bad = 请输入 { $low } 至 { $high } 之间的数值。
answer-prevalence-assumes = 换算到其他患病率时，假定有、无肺炎的胸片外观与测量模型时相同。
answer-ppv = 阳性预测值
answer-npv = 阴性预测值
answer-values-bounds = 括号内为两个 95% 区间的下限和上限分别得出的值。
answer-frequency = 在患病率为 { $prevalence } 的 1000 张胸片中，{ $positives } 张有肺炎。{ $above } 张高于阈值：其中 { $true-above } 张有肺炎，{ $false-above } 张没有。低于阈值的 { $below } 张中，{ $missed } 张有肺炎。
answer-legend-true-above = 有肺炎，高于阈值
answer-legend-false-above = 无肺炎，高于阈值
answer-legend-missed = 有肺炎，低于阈值
answer-legend-true-below = 无肺炎，低于阈值

# Acquisition checks: names by the code of the check.
answer-checks = 采集检查
answer-checks-empty = 评分前，每张胸片都会与模型的适用范围核对。
answer-checks-early = 文件未进行到检查这一步。
answer-checks-passed = { $n ->
   *[other] 全部 { $n } 项检查通过
}
answer-checks-some = 共 { $n } 项检查：{ $failed } 项未通过，{ $doubts } 项有疑问
answer-check-attribute = 检查项
answer-check-value = 实际值
answer-check-expected = 应为
answer-check-verdict = 结论
answer-verdict-pass = 通过
answer-verdict-warn = 注意
answer-verdict-fail = 未通过
answer-verdict-note = 说明
answer-check-name-modality = 成像方式
answer-check-name-sop-class = 对象类型
answer-check-name-body-part = 身体部位
answer-check-name-species = 物种
answer-check-name-view-position = 投照体位
answer-check-name-image-type = 图像类型
answer-check-name-presentation-intent = 用途
answer-check-name-burned-in-annotation = 图像内文字
answer-check-name-lossy-compression = 有损压缩
answer-check-name-patient-age = 年龄
answer-check-name-file = 文件
answer-check-name-duplicate = 属性
answer-check-name-pixels = 图像
answer-check-name-transfer-syntax = 编码
answer-check-name-pixel-data = 像素数据
answer-check-name-presentation-lut-shape = 灰阶
answer-check-name-size = 尺寸
answer-check-name-frames = 帧数
answer-check-name-samples-per-pixel = 颜色通道
answer-check-name-photometric = 灰度
answer-check-name-bits-allocated = 分配位数
answer-check-name-bits-stored = 存储位数
answer-check-name-pixel-representation = 像素符号
answer-check-name-high-bit = 最高位
answer-check-name-rows = 行数
answer-check-name-columns = 列数
answer-check-expects-sop-class = Computed Radiography, Digital X-Ray or Secondary Capture
answer-check-expects-species = 人类
answer-check-expects-image-type = 原始图像
answer-check-expects-file = 可读取的 DICOM 文件
answer-check-expects-duplicate = 每个属性只出现一次
answer-check-expects-pixels = 可完整解码的像素
answer-check-expects-transfer-syntax = 此处支持的传输语法
answer-check-expects-pixel-data = 像素
answer-check-expects-size = 不超过 3300 万像素
answer-check-expects-frames = 单帧
answer-check-expects-high-bit = 存储位数减 1
answer-check-expects-sides = 至少 { $min }
answer-check-one-of = { $list } 或 { $last }
answer-check-no-value = 无：模型包未涵盖任何值
answer-check-years = { $years } 岁
answer-check-any-age = 任意年龄
answer-check-age-from = 至少 { $min } 岁
answer-check-age-to = 至多 { $max } 岁
answer-check-age-between = { $min } 至 { $max } 岁

# The model.
answer-model = 模型
answer-model-none = 尚未加载模型。
answer-model-demonstration = 演示
answer-model-package = 模型包
answer-model-software = 由 { $software } 生成
answer-model-sources = 训练数据
answer-model-source = { $kind }，{ $films } 张
answer-model-synthetic = 由程序绘制
answer-model-real = 真人胸片
answer-model-rule = 模型包原文：{ $rule }
answer-model-use = 预期用途
answer-model-quality = 测得的性能
answer-model-unlike = 与训练数据不同的胸片
answer-model-unlike-none = 模型包无法识别。
answer-model-unlike-unused = 模型包描述了一种检测方法（{ $method }），但此版本尚未应用。
answer-model-self-test = 自检与完整包标识
answer-model-self-test-text = { $cases } 张胸片在 { $device } 上从字节到分数：特征与存储值相差不超过 { $features }，模型输出相差不超过 { $output }。
answer-model-n = n = { $n }
