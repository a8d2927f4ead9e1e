// SPDX-License-Identifier: MIT
// Networks and measuring kits as ONNX models. Needs hurricane::onnx.
#pragma once

#include <hurricane/export/kit.hpp>
#include <hurricane/export/onnx.hpp>
