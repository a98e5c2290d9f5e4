# The picture and its tools.
viewer-title = Visionneuse
