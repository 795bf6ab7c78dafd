"""What a face detector is."""

from typing import Protocol, runtime_checkable

from facefinder.records.faces import DetectedFace, ImageArray


class Detector(Protocol):
    """Finds faces in one image."""

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        """Find the faces.

        Args:
            image: RGB, shape (H, W, 3), uint8, upright, any size from 1 x 1.

        Returns:
            Faces in pixels of `image`, best score first; boxes may reach over the border a
            little. Empty when there is no face.

        Raises:
            Exception: The detector itself failed; never used to say "no face".
        """
        ...


@runtime_checkable
class Glancing(Protocol):
    """A detector that is quicker where less has to be known of a face."""

    def glance(self, image: ImageArray) -> list[DetectedFace]:
        """Find the faces that `Detector.detect` finds, with the same boxes and scores.

        Args:
            image: As for `Detector.detect`.

        Returns:
            The same, but for the landmarks: they tell how a face leans, no more.
        """
        ...

    def peek(self, image: ImageArray) -> list[DetectedFace]:
        """See what may be a face in a cut-out around one, by a single look at all of it.

        Args:
            image: As for `Detector.detect`.

        Returns:
            As of `glance`, also with scores a little below those of a face.
        """
        ...
