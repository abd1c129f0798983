"""Build the compiled kernel with the package, where there is a compiler. Without one the package works too, slower."""

import shutil
import sys
import sysconfig
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path("cleaner/article/_kernel.c")
# No sums in another order, no sum and product in one step: the kernel gives what the Python path gives.
FLAGS = ["/O2", "/fp:precise"] if sys.platform == "win32" else ["-O3", "-ffp-contract=off", "-fwrapv"]


class KernelHook(BuildHookInterface):
    """Compile `cleaner.article._kernel` before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling calls it so
        """Add the extension to the wheel, or say why there is none."""
        if self.target_name != "wheel":
            return
        try:
            built = self.compile()
        except BaseException as error:  # compilers are run by distutils, which ends the program if one is missing
            if isinstance(error, KeyboardInterrupt):
                raise
            self.app.display_warning(f"the kernel was not compiled, numpy does its work: {error}")
            return
        build_data["artifacts"].append(str(built))
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"cp311-abi3-{platform}"

    def compile(self) -> Path:
        """Compile the extension beside its source. Raises various errors where that is not possible."""
        from setuptools import Distribution, Extension
        from setuptools.command.build_ext import build_ext

        source = Path(self.root, SOURCE)
        digest = sha256(source.read_bytes()).hexdigest()
        extension = Extension(
            "cleaner.article._kernel",
            [str(SOURCE)],
            extra_compile_args=FLAGS,
            define_macros=[("SOURCE", f'"{digest}"')],
            py_limited_api=True,
        )
        with TemporaryDirectory() as folder:
            command = build_ext(Distribution({"ext_modules": [extension]}))
            command.build_lib = command.build_temp = folder
            command.ensure_finalized()
            command.run()
            (made,) = (Path(name) for name in command.get_outputs())
            built = source.with_name(made.name)
            built.unlink(missing_ok=True)  # not over a file that a running program has mapped
            shutil.copy(made, built)
        return built.relative_to(self.root)
