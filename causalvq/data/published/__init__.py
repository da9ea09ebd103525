"""Published data sets, each as it is published."""
