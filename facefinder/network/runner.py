"""Runs networks that `graph` wrote, by LiteRT and in one thread."""

from collections import OrderedDict
from threading import Lock

from ai_edge_litert.interpreter import Interpreter

from facefinder.records.faces import FloatArray, ImageArray


class Network:
    """A network for images of one shape, with the memory that it needs.

    Args:
        content: As `Graph.written` has it.

    Attributes:
        shape: That of the images: (N, H, W, channels).
    """

    def __init__(self, content: bytes) -> None:
        self._interpreter = Interpreter(model_content=content, num_threads=1)
        given = self._interpreter.get_input_details()[0]
        self._given: int = given["index"]
        self._made: list[int] = [made["index"] for made in self._interpreter.get_output_details()]
        self._alone = Lock()
        self.shape: tuple[int, ...] = tuple(int(side) for side in given["shape"])
        self._interpreter.allocate_tensors()

    def resize(self, shape: tuple[int, ...]) -> None:
        """Make ready for images of another shape, in the same memory as far as that is enough.

        Raises:
            MemoryError: There is not enough.
        """
        self._interpreter.resize_tensor_input(self._given, shape)
        try:
            self._interpreter.allocate_tensors()
        except RuntimeError as error:
            # It was ready for another shape before: nothing else can be lacking.
            raise MemoryError(str(error)) from error
        self.shape = shape

    def __call__(self, images: ImageArray) -> list[FloatArray]:
        """The network's results for images of its shape, uint8; several threads may ask."""
        with self._alone:
            self._interpreter.set_tensor(self._given, images)
            self._interpreter.invoke()
            return [self._interpreter.get_tensor(made) for made in self._made]


class AnyShape:
    """A network for images of any shape, ready for the latest few of them.

    To make it ready for another takes as long as two thirds of a look.

    Args:
        content: As `Graph.written` has it, for one of the shapes.
        most: For how many shapes it is kept ready.
    """

    def __init__(self, content: bytes, most: int) -> None:
        self._content, self._most = content, most
        self._ready: OrderedDict[tuple[int, ...], Network] = OrderedDict()
        self._alone = Lock()

    def __call__(self, images: ImageArray) -> list[FloatArray]:
        """The network's results for images, uint8; several threads may ask."""
        with self._alone:
            shape = tuple(images.shape)
            network = self._ready.pop(shape, None) or self._made_ready(shape)
            self._ready[shape] = network
            return network(images)

    def _made_ready(self, shape: tuple[int, ...]) -> Network:
        full = len(self._ready) == self._most
        network = self._ready.popitem(last=False)[1] if full else Network(self._content)
        if network.shape == shape:
            return network
        try:
            network.resize(shape)
        except MemoryError:  # those that are ready for others can be made again
            self._ready.clear()
            network = Network(self._content)
            network.resize(shape)
        return network
