/* An LSTM layer in training: the steps forward, the steps backward, and the weights' gradients, in single precision.

   oneDNN, which torch calls, adds up the weights' gradients step by step and keeps the sums of a step in memory; here
   they stay in registers until the gates are computed. For processors of the x86-64 family with AVX-512, or AVX2 and
   FMA, and the compilers that can say so; for others it is not compiled, or says that it cannot run, and torch does the
   work: see lstm_training.py. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <stdint.h>

#if !defined(__GNUC__) || defined(__clang__) || !defined(__x86_64__)
#error "torch's own LSTM will be used"
#endif

enum { ROWS = 4, BLOCK = 128 };
#define INLINE static inline __attribute__((always_inline))

#pragma GCC push_options
#pragma GCC target("avx512f,fma")
#define LANES 16
#define FOR(name) name##_512
#include "_lstm_loops.h"
#undef FOR
#undef LANES
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx2,fma")
#define LANES 8
#define FOR(name) name##_256
#include "_lstm_loops.h"
#undef FOR
#undef LANES
#pragma GCC pop_options

/* What each function calls: that for processors with AVX-512, where a register has 16 floats, or that for the others. */
#define BY_LANES(name) (lanes == 16 ? name##_512 : name##_256)

static PyObject *forward(PyObject *module, PyObject *arguments)
{
  int lanes;
  Py_ssize_t time, batch, features, hidden;
  unsigned long long inputs, panels, bias, gates, cells, states;
  if (!PyArg_ParseTuple(
        arguments, "innnnKKKKKK", &lanes, &time, &batch, &features, &hidden, &inputs, &panels, &bias, &gates, &cells,
        &states
      ))
    return NULL;
  Py_BEGIN_ALLOW_THREADS
  BY_LANES(forward)(
    time, batch, features, hidden, (float *)inputs, (float *)panels, (float *)bias, (float *)gates, (float *)cells,
    (float *)states
  );
  Py_END_ALLOW_THREADS
  Py_RETURN_NONE;
}

static PyObject *backward(PyObject *module, PyObject *arguments)
{
  int lanes;
  Py_ssize_t time, batch, features, hidden;
  unsigned long long gradient, weight_ih, weight_hh, gates, cells, of_state, of_cell, sums, of_inputs, of_bias;
  if (!PyArg_ParseTuple(
        arguments, "innnnKKKKKKKKKK", &lanes, &time, &batch, &features, &hidden, &gradient, &weight_ih, &weight_hh,
        &gates, &cells, &of_state, &of_cell, &sums, &of_inputs, &of_bias
      ))
    return NULL;
  Py_BEGIN_ALLOW_THREADS
  BY_LANES(backward)(
    time, batch, features, hidden, (float *)gradient, (float *)weight_ih, (float *)weight_hh, (float *)gates,
    (float *)cells, (float *)of_state, (float *)of_cell, (float *)sums, (float *)of_inputs, (float *)of_bias
  );
  Py_END_ALLOW_THREADS
  Py_RETURN_NONE;
}

static PyObject *outer(PyObject *module, PyObject *arguments)
{
  int lanes;
  Py_ssize_t length, height, width;
  unsigned long long sums, values, weights;
  if (!PyArg_ParseTuple(arguments, "innnKKK", &lanes, &length, &height, &width, &sums, &values, &weights)) return NULL;
  Py_BEGIN_ALLOW_THREADS
  BY_LANES(outer)(length, height, width, (float *)sums, (float *)values, (float *)weights);
  Py_END_ALLOW_THREADS
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
  {"forward", forward, METH_VARARGS, "Fill gates, cells and states, all of them given by their addresses."},
  {"backward", backward, METH_VARARGS, "Fill sums, and the gradients of the inputs and, added to what is there, bias."},
  {"outer", outer, METH_VARARGS, "Add to a weight's gradient the products of sums and values at all steps."},
  {NULL, NULL, 0, NULL}
};

static struct PyModuleDef definition = {
  PyModuleDef_HEAD_INIT, "_lstm", "The loops of an LSTM layer in training, in C.", -1, methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC PyInit__lstm(void)
{
  __builtin_cpu_init();
  int narrow = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  int wide = narrow && __builtin_cpu_supports("avx512f");
  if (!narrow) {
    PyErr_SetString(PyExc_ImportError, "the processor has neither AVX-512 nor AVX2 and FMA");
    return NULL;
  }
  PyObject *module = PyModule_Create(&definition);
  if (module != NULL && PyModule_AddIntConstant(module, "LANES", wide ? 16 : 8) < 0) Py_CLEAR(module);
  return module;
}
