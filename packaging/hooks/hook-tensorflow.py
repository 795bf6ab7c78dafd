"""All of TensorFlow and Keras. It replaces PyInstaller's hook of this name, with the same result.

That one imports each of their 900 packages and looks at 12,000 headers: 25 seconds of a processor
on Linux, and three to four minutes under Wine.
"""

from on_disk import data_of, modules_of

hiddenimports = [*modules_of("tensorflow"), *modules_of("keras"), "ml_dtypes"]
datas = [
    (path, folder)
    for path, folder in data_of("tensorflow", "include", "xla_aot_runtime_src")
    # Libraries that others are linked with are found as such, and those for compilers not needed.
    if not any(part in path for part in ("libtensorflow_framework.", "libtensorflow_cc.", ".lib"))
]
# It looks for the text of `ag_logging.log`, and warns where there is none.
module_collection_mode = {"tensorflow.python.autograph": "py+pyz"}
warn_on_missing_hiddenimports = False
# A link to them at the top of the bundle would lead TensorFlow to look for its parts there.
bindepend_symlink_suppression = [
    *("**/libtensorflow_cc.so*", "**/libtensorflow_framework.so*"),
    "**/_pywrap_tensorflow_internal.so",
]
