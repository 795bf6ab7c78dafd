"""dlib's face recognition network."""
