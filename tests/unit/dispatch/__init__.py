"""The rules of dispatch, each as a sentence."""
