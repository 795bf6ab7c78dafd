"""MTCNN: three small networks, one after the other."""
