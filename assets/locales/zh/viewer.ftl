# The picture and its tools.
viewer-title = 图像查看器
