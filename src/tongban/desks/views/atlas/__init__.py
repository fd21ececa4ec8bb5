"""Pages about the city's content for those who keep it: the graph, its questions, and how good the content is."""
