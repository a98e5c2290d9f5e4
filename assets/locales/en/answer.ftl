# What is said of a film, and of the model.
answer-title = Answer
