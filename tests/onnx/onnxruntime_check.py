# SPDX-License-Identifier: MIT
"""Every model of a folder is valid ONNX, and ONNX Runtime computes our outputs, to 1e-4 of the
largest."""
import glob
import os
import sys

import numpy as np
import onnx
import onnxruntime

folder, worst, failures = sys.argv[1], 0.0, 0
names = sorted(glob.glob(os.path.join(folder, "*.name")))
for path in names:
    base, name = path[: -len(".name")], open(path).read()
    for form in (".onnx", ".fixed.onnx", ".default.onnx"):
        if not os.path.exists(base + form):
            continue
        model = onnx.load(base + form)
        onnx.checker.check_model(model, full_check=True)
        assert model.opset_import[0].version == 14
        norms = sum(n.op_type == "BatchNormalization" for n in model.graph.node)
        session = onnxruntime.InferenceSession(base + form, providers=["CPUExecutionProvider"])
        shape = session.get_inputs()[0].shape
        x = np.fromfile(base + ".in", np.float32).reshape([-1] + shape[1:])
        wanted = np.fromfile(base + ".out", np.float32)
        got = session.run(None, {"input": x})[0]
        if form != ".fixed.onnx":  # any batch
            one = session.run(None, {"input": x[:1]})[0]
            assert np.allclose(one, got[:1], rtol=1e-3, atol=1e-5 * np.abs(got).max()), name
        off = np.abs(got.reshape(-1) - wanted).max() / np.abs(wanted).max()
        worst = max(worst, off)
        if not off < 1e-4 or not np.abs(wanted).max() > 1e-6:
            failures += 1
            print(f"{name}{form}: differs by {off:.2g} of the largest output")
        if (norms == 0) != (form != ".onnx") and "kinds" not in name:
            failures += 1
            print(f"{name}{form}: {norms} norms")
print(f"ONNX Runtime {onnxruntime.__version__}: {len(names)} networks, norms folded and not, batch "
      f"fixed and not, at most {worst:.2g} of the largest output off")
sys.exit(failures > 0 or len(names) < 124)
