"""Runs networks that `graph` wrote, by LiteRT and in one thread."""

from collections import OrderedDict
from threading import Lock

from ai_edge_litert.interpreter import Interpreter, SignatureRunner

from facefinder.host.process import give_back_memory
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

    def __call__(self, images: ImageArray) -> list[FloatArray]:
        """The network's results for images of its shape, uint8; several threads may ask."""
        with self._alone:
            self._interpreter.set_tensor(self._given, images)
            self._interpreter.invoke()
            return [self._interpreter.get_tensor(made) for made in self._made]


class AnyShape:
    """A network for images of any shape, ready for the latest few of them.

    To make it ready for another takes as long as two thirds of a look. All share the memory for
    what they compute; what is kept for each is where its convolutions find their neighbourhoods.

    Args:
        content: As `Graph.written` has it, `times` as often as shapes are to be kept ready.

    Raises:
        RuntimeError: It is no network.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._ready: OrderedDict[tuple[int, ...], SignatureRunner] = OrderedDict()
        self._free: list[SignatureRunner] = []
        self._alone = Lock()
        self._begin()

    def __call__(self, images: ImageArray) -> list[FloatArray]:
        """The network's results for images, uint8; several threads may ask.

        Raises:
            MemoryError: There is not enough for such images.
        """
        with self._alone:
            try:
                return self._seen(images)
            except RuntimeError:  # those that are ready for others can be made again
                self._begin()
            try:
                return self._seen(images)
            except RuntimeError as error:
                self._begin()
                # It is a network, whose steps take any size: nothing else can be lacking.
                raise MemoryError(str(error)) from error

    def _begin(self) -> None:
        self._ready.clear()
        self._free.clear()
        network = Interpreter(model_content=self._content, num_threads=1)
        network.allocate_tensors()  # what is no network fails here, not as if memory were lacking
        self._free += map(network.get_signature_runner, network.get_signature_list())

    def _seen(self, images: ImageArray) -> list[FloatArray]:
        shape = tuple(images.shape)
        network = self._ready.pop(shape, None) or self._next()
        results = network(**{"0": images})
        self._ready[shape] = network
        return [results[str(number)] for number in range(len(results))]

    def _next(self) -> SignatureRunner:
        """One that is ready for nothing yet, or the one that nobody needed for longest."""
        if self._free:
            return self._free.pop()
        # What is made ready anew leaves gaps, which would grow from shape to shape.
        give_back_memory()
        return self._ready.popitem(last=False)[1]
