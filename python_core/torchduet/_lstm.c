/* An LSTM layer in training: the steps forward, the steps backward, and the weights' gradients, in single precision.

   oneDNN, which torch calls, computes a step's products, then its gates; here the sums of products stay in registers
   until the gates are computed of them. For x86-64 processors with AVX-512, and GCC; elsewhere it is not compiled, or
   cannot be imported, and torch does the work: see lstm_training.py.

   All arrays are row-major: inputs (time, batch, features), states and cells (time, batch, hidden), and gates and sums,
   their values and the gradients of what the activations are taken of, (time, batch, 4 hidden) in torch's order
   i, f, g, o. Features and units are multiples of LANES. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <stdint.h>

#if !defined(__GNUC__) || defined(__clang__) || !defined(__x86_64__)
#error "not for these loops: torch trains an LSTM"
#endif

/* The floats of a register; rows whose sums are in registers together, four to a row; rows that a cache holds. */
enum { LANES = 16, ROWS = 4, BLOCK = 128 };
#define INLINE static inline __attribute__((always_inline))

#pragma GCC push_options
#pragma GCC target("avx512f,fma")

typedef float vector __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t whole __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
#define AT(place) (*(vector *)(place))

/* e^x = 2^n e^r with n whole and |r| <= ln(2) / 2: the polynomial of Cephes' expf, right to a unit in the last place. */
INLINE vector exponential(vector x)
{
  const vector largest = (vector){} + 87.0f;
  whole over = x > largest, under = x < -largest; /* e^x and its inverse stay numbers; NaN is neither and goes through */
  x = (vector)(((whole)largest & over) | ((whole)(-largest) & under) | ((whole)x & ~(over | under)));
  const float nearest = 12582912.0f; /* 1.5 * 2^23: what is added to it is rounded, and stands in its last bits */
  vector shifted = x * 1.44269504f + nearest;
  vector n = shifted - nearest;
  vector r = x - n * 0.693359375f + n * 2.12194440e-4f; /* ln(2) in two parts */
  vector p = ((((r * 1.9875691500e-4f + 1.3981999507e-3f) * r + 8.3334519073e-3f) * r + 4.1665795894e-2f) * r
              + 1.6666665459e-1f) * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  return (vector)((whole)p + ((whole)shifted << 23)) + (x - x); /* x - x: NaN if x is */
}

INLINE vector sigmoid(vector x)
{
  return 1.0f / (1.0f + exponential(-x));
}

/* tanh. Near zero the formula below loses the digits of x itself: there, the polynomial of Cephes' tanhf. */
INLINE vector hyperbolic(vector x)
{
  vector square = x * x;
  vector near_zero = ((((-5.70498872745e-3f * square + 2.06390887954e-2f) * square - 5.37397155531e-2f) * square
                       + 1.33314422036e-1f) * square - 3.33332819422e-1f) * square * x + x;
  vector elsewhere = 2.0f * sigmoid(2.0f * x) - 1.0f;
  whole is_near = square < 0.625f * 0.625f; /* NaN is not */
  return (vector)(((whole)near_zero & is_near) | ((whole)elsewhere & ~is_near));
}

/* Add to sums the product of rows, `apart` floats from each other, and a matrix whose rows are `width` floats apart. */
INLINE void multiply(
  int rows, int columns, vector sums[ROWS][4], const float *left, ptrdiff_t apart, const float *right, ptrdiff_t width,
  ptrdiff_t length
)
{
  for (ptrdiff_t k = 0; k < length; k++)
    for (int row = 0; row < rows; row++)
      for (int column = 0; column < columns; column++)
        sums[row][column] += left[row * apart + k] * AT(right + k * width + column * LANES);
}

/* One step of some texts, for one register of units: `panel` holds those units' weights, gate beside gate. */
INLINE void step(
  int rows, ptrdiff_t features, ptrdiff_t hidden, const float *inputs, const float *panel, const float *bias,
  const float *states_before, const float *cells_before, float *gates, float *cells, float *states, ptrdiff_t unit
)
{
  vector sums[ROWS][4];
  for (int row = 0; row < rows; row++)
    for (int gate = 0; gate < 4; gate++) sums[row][gate] = AT(bias + gate * hidden + unit);
  multiply(rows, 4, sums, inputs, features, panel, 4 * LANES, features);
  if (states_before) multiply(rows, 4, sums, states_before, hidden, panel + features * 4 * LANES, 4 * LANES, hidden);
  for (int row = 0; row < rows; row++) {
    vector i = sigmoid(sums[row][0]);
    vector f = sigmoid(sums[row][1]);
    vector g = hyperbolic(sums[row][2]);
    vector o = sigmoid(sums[row][3]);
    vector c = i * g;
    if (cells_before) c += f * AT(cells_before + row * hidden + unit);
    float *gate = gates + row * 4 * hidden + unit;
    AT(gate) = i;
    AT(gate + hidden) = f;
    AT(gate + 2 * hidden) = g;
    AT(gate + 3 * hidden) = o;
    AT(cells + row * hidden + unit) = c;
    AT(states + row * hidden + unit) = o * hyperbolic(c);
  }
}

typedef struct {
  ptrdiff_t time, batch, features, hidden;
  const float *inputs, *panels, *bias;
  float *gates, *cells, *states;
} Forward;

/* All steps of the texts from `first` to before `last`. */
static void run_forward(const void *task, ptrdiff_t first, ptrdiff_t last)
{
  const Forward *of = task;
  ptrdiff_t batch = of->batch, features = of->features, hidden = of->hidden;
  for (ptrdiff_t t = 0; t < of->time; t++)
    for (ptrdiff_t unit = 0; unit < hidden; unit += LANES) {
      const float *panel = of->panels + unit * 4 * (features + hidden); /* small enough for a near cache */
      ptrdiff_t row = t * batch + first, end = t * batch + last;
#define STEP(rows) \
  step( \
    rows, features, hidden, of->inputs + row * features, panel, of->bias, \
    t ? of->states + (row - batch) * hidden : NULL, t ? of->cells + (row - batch) * hidden : NULL, \
    of->gates + row * 4 * hidden, of->cells + row * hidden, of->states + row * hidden, unit \
  )
      for (; row + ROWS <= end; row += ROWS) STEP(ROWS);
      for (; row < end; row++) STEP(1);
#undef STEP
    }
}

/* The way back through one step, unit by unit: sums, and in `of_cell` the gradient of the cell before. */
INLINE void step_back(
  ptrdiff_t hidden, const float *gradient, const float *of_state, float *of_cell, const float *gates,
  const float *cells, const float *cells_before, float *sums
)
{
  for (ptrdiff_t unit = 0; unit < hidden; unit += LANES) {
    vector i = AT(gates + unit), f = AT(gates + hidden + unit);
    vector g = AT(gates + 2 * hidden + unit), o = AT(gates + 3 * hidden + unit);
    vector before = cells_before ? AT(cells_before + unit) : (vector){};
    vector shown = hyperbolic(AT(cells + unit));
    vector d_h = AT(gradient + unit) + AT(of_state + unit);
    vector d_c = AT(of_cell + unit) + d_h * o * (1.0f - shown * shown);
    vector d_a[4] = {
      d_c * g * i * (1.0f - i), d_c * before * f * (1.0f - f), d_c * i * (1.0f - g * g), d_h * shown * o * (1.0f - o)
    };
    AT(of_cell + unit) = d_c * f;
    for (int gate = 0; gate < 4; gate++) AT(sums + gate * hidden + unit) = d_a[gate];
  }
}

/* products (rows, width) = left (rows, length) right (length, width) */
INLINE void product(
  int rows, const float *left, const float *right, float *products, ptrdiff_t length, ptrdiff_t width
)
{
  ptrdiff_t column = 0;
#define TILE(columns) \
  { \
    vector sums[ROWS][4] = {}; \
    multiply(rows, columns, sums, left, length, right + column, width, length); \
    for (int row = 0; row < rows; row++) \
      for (int part = 0; part < columns; part++) AT(products + row * width + column + part * LANES) = sums[row][part]; \
  }
  for (; column + 4 * LANES <= width; column += 4 * LANES) TILE(4)
  for (; column < width; column += LANES) TILE(1)
#undef TILE
}

typedef struct {
  ptrdiff_t time, batch, features, hidden;
  const float *gradient, *weight_ih, *weight_hh, *gates, *cells;
  float *of_state, *of_cell, *sums, *of_inputs; /* of_inputs: NULL where nobody asks for it */
} Backward;

/* The way back through all steps of the texts from `first` to before `last`. */
static void run_backward(const void *task, ptrdiff_t first, ptrdiff_t last)
{
  const Backward *of = task;
  ptrdiff_t batch = of->batch, features = of->features, hidden = of->hidden;
  for (ptrdiff_t t = of->time - 1; t >= 0; t--) {
    for (ptrdiff_t text = first; text < last; text++) {
      ptrdiff_t row = t * batch + text;
      step_back(
        hidden, of->gradient + row * hidden, of->of_state + text * hidden, of->of_cell + text * hidden,
        of->gates + row * 4 * hidden, of->cells + row * hidden, t ? of->cells + (row - batch) * hidden : NULL,
        of->sums + row * 4 * hidden
      );
    }
    ptrdiff_t text = first;
#define STEP(rows) \
  { \
    const float *sums = of->sums + (t * batch + text) * 4 * hidden; \
    if (t) product(rows, sums, of->weight_hh, of->of_state + text * hidden, 4 * hidden, hidden); \
    if (of->of_inputs) \
      product(rows, sums, of->weight_ih, of->of_inputs + (t * batch + text) * features, 4 * hidden, features); \
  }
    for (; text + ROWS <= last; text += ROWS) STEP(ROWS)
    for (; text < last; text++) STEP(1)
#undef STEP
  }
}

typedef struct {
  ptrdiff_t length, height, width;
  const float *sums, *values;
  float *weights;
} Outer;

/* weights (height, width) += sums (length, height)' values (length, width), in the rows from `first` to before `last`,
   which are a multiple of ROWS. */
static void run_outer(const void *task, ptrdiff_t first, ptrdiff_t last)
{
  const Outer *of = task;
  ptrdiff_t height = of->height, width = of->width;
  for (ptrdiff_t start = 0; start < of->length; start += BLOCK) { /* so many values as the nearest caches hold */
    ptrdiff_t end = start + BLOCK < of->length ? start + BLOCK : of->length;
    for (ptrdiff_t column = 0; column < width;) {
      int columns = column + 4 * LANES <= width ? 4 : 1;
      for (ptrdiff_t row = first; row < last; row += ROWS) {
#define TILE(columns) \
  { \
    vector added[ROWS][4] = {}; \
    for (ptrdiff_t k = start; k < end; k++) \
      for (int r = 0; r < ROWS; r++) \
        for (int part = 0; part < columns; part++) \
          added[r][part] += of->sums[k * height + row + r] * AT(of->values + k * width + column + part * LANES); \
    for (int r = 0; r < ROWS; r++) \
      for (int part = 0; part < columns; part++) \
        AT(of->weights + (row + r) * width + column + part * LANES) += added[r][part]; \
  }
        if (columns == 4) TILE(4)
        else TILE(1)
#undef TILE
      }
      column += columns * LANES;
    }
  }
}

#pragma GCC pop_options

/* The module ------------------------------------------------------------------------------------------------------- */

typedef void Run(const void *task, ptrdiff_t first, ptrdiff_t last);

/* Texts do not see each other, nor do the rows of a weight: each thread takes some from beginning to end, and waits for
   none. No sum is divided, so that the number of threads changes no bit. The team is OpenMP's, all of it, though some
   may get nothing: a team of another size would be made anew each time. Where torch's OpenMP is libgomp.so.1, it is
   torch's team. */
static PyObject *divide(Run *run, const void *task, ptrdiff_t total, int threads)
{
  ptrdiff_t each = ((total + threads - 1) / threads + ROWS - 1) / ROWS * ROWS;
  Py_BEGIN_ALLOW_THREADS
#pragma omp parallel for schedule(static, 1) if (threads > 1)
  for (ptrdiff_t first = 0; first < total; first += each) run(task, first, first + each < total ? first + each : total);
  Py_END_ALLOW_THREADS
  Py_RETURN_NONE;
}

/* For PyArg_ParseTuple: an array's address; 0 is NULL. */
static int address(PyObject *number, void *place)
{
  *(void **)place = PyLong_AsVoidPtr(number);
  return !PyErr_Occurred();
}

static PyObject *forward(PyObject *module, PyObject *arguments)
{
  Forward of;
  int threads;
  if (!PyArg_ParseTuple(
        arguments, "innnnO&O&O&O&O&O&", &threads, &of.time, &of.batch, &of.features, &of.hidden, address, &of.inputs,
        address, &of.panels, address, &of.bias, address, &of.gates, address, &of.cells, address, &of.states
      ))
    return NULL;
  return divide(run_forward, &of, of.batch, threads);
}

static PyObject *backward(PyObject *module, PyObject *arguments)
{
  Backward of;
  int threads;
  if (!PyArg_ParseTuple(
        arguments, "innnnO&O&O&O&O&O&O&O&O&", &threads, &of.time, &of.batch, &of.features, &of.hidden, address,
        &of.gradient, address, &of.weight_ih, address, &of.weight_hh, address, &of.gates, address, &of.cells, address,
        &of.of_state, address, &of.of_cell, address, &of.sums, address, &of.of_inputs
      ))
    return NULL;
  return divide(run_backward, &of, of.batch, threads);
}

static PyObject *outer(PyObject *module, PyObject *arguments)
{
  Outer of;
  int threads;
  if (!PyArg_ParseTuple(
        arguments, "innnO&O&O&", &threads, &of.length, &of.height, &of.width, address, &of.sums, address, &of.values,
        address, &of.weights
      ))
    return NULL;
  return divide(run_outer, &of, of.height, threads);
}

static PyMethodDef methods[] = {
  {"forward", forward, METH_VARARGS, "Fill gates, cells and states. Arrays are given by their addresses, as below."},
  {"backward", backward, METH_VARARGS, "Fill sums and the inputs' gradient; of_state and of_cell come as zeros."},
  {"outer", outer, METH_VARARGS, "Add to a weight's gradient the products of sums and values at all steps."},
  {NULL, NULL, 0, NULL}
};

static struct PyModuleDef definition = {
  PyModuleDef_HEAD_INIT, "_lstm", "The loops of an LSTM layer in training, in C.", -1, methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC PyInit__lstm(void)
{
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("fma")) {
    PyErr_SetString(PyExc_ImportError, "the processor has no AVX-512");
    return NULL;
  }
  PyObject *module = PyModule_Create(&definition);
  if (module != NULL && PyModule_AddIntMacro(module, LANES) < 0) Py_CLEAR(module);
  return module;
}
