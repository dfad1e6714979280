/* The loops over R's and Python's strings, and memory of R's that is not cleared before it is written.

   Compiled with Python's headers alone: R's functions are handed over as addresses, so that this needs no R to be
   built and serves whatever R is running. Where it could not be compiled the bridge does without: see _compiled.py.

   read_texts() is called by Python and calls nothing of R's that can fail. What allocates in R is a routine for .Call,
   so that R's errors end there, as R errors do; nothing that a jump would leave behind is held while R may jump. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <limits.h>
#include <math.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef void *SEXP;

enum { STRSXP = 16 };
enum { CE_NATIVE = 0, CE_UTF8 = 1 };

static struct {
  SEXP NA_STRING, nil;
  const char *(*R_CHAR)(SEXP);
  int (*LENGTH)(SEXP);
  int (*getCharCE)(SEXP);
  int (*asInteger)(SEXP);
  double (*asReal)(SEXP);
  void *(*R_ExternalPtrAddr)(SEXP);
  SEXP (*allocVector)(unsigned int, ptrdiff_t);
  SEXP (*mkCharLenCE)(const char *, int, int);
  void (*SET_STRING_ELT)(SEXP, ptrdiff_t, SEXP);
  SEXP (*protect)(SEXP);
  void (*unprotect)(int);
} r;

static PyObject *pandas_NA;

/* Both languages often hold a string once where a vector has it many times: what was made of a pointer is looked up in
   groups of four. Nothing is counted or protected here, as the result holds all that the table does. */

enum { GROUP_BITS = 9, GROUP = 4, SLOTS = GROUP << GROUP_BITS };

struct entry {
  const void *key;
  void *value;
};

static struct entry *look_up(struct entry *table, const void *key)
{
  uint64_t hash = (uint64_t)(uintptr_t)key * UINT64_C(0x9E3779B97F4A7C15);
  struct entry *group = table + GROUP * (size_t)(hash >> (64 - GROUP_BITS));
  for (int place = 0; place < GROUP; place++)
    if (group[place].key == key || group[place].key == NULL) return group + place;
  return group + (hash >> 32) % GROUP;
}

/* Python's strings lie in arenas of a megabyte, which go back to the system when they are empty. What comes in one call
   and goes after it would be fetched anew, page by page, at each call: that takes longer than making the strings. So
   some are kept for the next time, as malloc() keeps what it was given back: glibc's up to 64 MB. Atomic, as
   interpreters with locks of their own would share this. */

enum { ARENA = 1 << 20, ARENAS_KEPT = 64 };

static PyObjectArenaAllocator system_arenas;
static _Atomic(void *) arenas_kept[ARENAS_KEPT];

static void *take_arena(void *context, size_t size)
{
  for (int place = 0; size == ARENA && place < ARENAS_KEPT; place++) {
    void *arena = atomic_exchange(&arenas_kept[place], NULL);
    if (arena != NULL) return arena;
  }
  return system_arenas.alloc(system_arenas.ctx, size);
}

static void give_arena(void *context, void *arena, size_t size)
{
  for (int place = 0; size == ARENA && place < ARENAS_KEPT; place++) {
    void *none = NULL;
    if (atomic_compare_exchange_strong(&arenas_kept[place], &none, arena)) return;
  }
  system_arenas.free(system_arenas.ctx, arena, size);
}

static void keep_arenas(void)
{
  PyObjectArenaAllocator keeping = {NULL, take_arena, give_arena};
  if (system_arenas.alloc != NULL) return;
  PyObject_GetArenaAllocator(&system_arenas);
  PyObject_SetArenaAllocator(&keeping);
}

/* From R to Python ------------------------------------------------------------------------------------------------ */

/* Return a new reference; NULL with an exception, or without one if Python must ask R what the string says. */
static PyObject *read_text(SEXP string)
{
  int encoding = r.getCharCE(string);
  if (encoding != CE_NATIVE && encoding != CE_UTF8) return NULL;
  PyObject *text = PyUnicode_DecodeUTF8(r.R_CHAR(string), r.LENGTH(string), NULL);
  if (text != NULL && encoding == CE_NATIVE && !PyUnicode_IS_ASCII(text)) Py_CLEAR(text);
  return text;
}

static PyObject *read_texts(PyObject *module, PyObject *arguments)
{
  Py_buffer strings, texts;
  if (!PyArg_ParseTuple(arguments, "y*w*", &strings, &texts)) return NULL;
  PyObject *result = NULL;
  if (strings.len != texts.len) {
    PyErr_SetString(PyExc_ValueError, "as many places are needed as there are strings");
    goto done;
  }
  struct entry table[SLOTS] = {{NULL, NULL}};
  for (Py_ssize_t place = 0; place < strings.len / (Py_ssize_t)sizeof(SEXP); place++) {
    SEXP string = ((SEXP *)strings.buf)[place];
    PyObject **target = (PyObject **)texts.buf + place, *before = *target, *text;
    if (string == r.NA_STRING) {
      text = Py_NewRef(Py_None);
    } else {
      struct entry *known = look_up(table, string);
      text = known->key == string ? Py_NewRef((PyObject *)known->value) : read_text(string);
      if (text == NULL) {
        if (!PyErr_Occurred()) result = Py_NewRef(Py_False);
        goto done;
      }
      known->key = string;
      known->value = text;
    }
    *target = text;
    Py_XDECREF(before);
  }
  result = Py_NewRef(Py_True);
done:
  PyBuffer_Release(&strings);
  PyBuffer_Release(&texts);
  return result;
}

/* From Python to R, as routines for .Call -------------------------------------------------------------------------- */

/* Return an R string; NULL if Python must see to it: it is no string, or none that R can hold. */
static SEXP write_text(PyObject *text)
{
  if (text == Py_None || text == pandas_NA || (PyFloat_CheckExact(text) && isnan(PyFloat_AS_DOUBLE(text))))
    return r.NA_STRING;
  if (!PyUnicode_Check(text)) return NULL;
  Py_ssize_t size;
  const char *bytes = PyUnicode_AsUTF8AndSize(text, &size);
  if (bytes == NULL) PyErr_Clear(); /* half of a surrogate pair: the way through Python says so */
  if (bytes == NULL || size > INT_MAX || memchr(bytes, 0, (size_t)size) != NULL) return NULL;
  return r.mkCharLenCE(bytes, (int)size, CE_UTF8);
}

static SEXP write_texts(SEXP pointer)
{
  PyObject *texts = r.R_ExternalPtrAddr(pointer);
  Py_ssize_t count = PyList_GET_SIZE(texts);
  SEXP vector = r.protect(r.allocVector(STRSXP, count));
  struct entry table[SLOTS] = {{NULL, NULL}};
  for (Py_ssize_t place = 0; place < count; place++) {
    PyObject *text = PyList_GET_ITEM(texts, place);
    struct entry *known = look_up(table, text);
    if (known->key != text) {
      SEXP string = write_text(text);
      if (string == NULL) {
        vector = r.nil;
        break;
      }
      known->key = text;
      known->value = string;
    }
    r.SET_STRING_ELT(vector, place, known->value);
  }
  r.unprotect(1);
  return vector;
}

static SEXP allocate(SEXP mode, SEXP length)
{
  return r.allocVector((unsigned int)r.asInteger(mode), (ptrdiff_t)r.asReal(length));
}

/* The module ------------------------------------------------------------------------------------------------------- */

static int address(PyObject *number, void *target)
{
  *(void **)target = PyLong_AsVoidPtr(number);
  return !PyErr_Occurred();
}

static PyObject *connect(PyObject *module, PyObject *arguments)
{
  PyObject *missing;
  if (!PyArg_ParseTuple(
        arguments, "OO&O&O&O&O&O&O&O&O&O&O&O&O&", &missing, address, &r.NA_STRING, address, &r.nil, address, &r.R_CHAR,
        address, &r.LENGTH, address, &r.getCharCE, address, &r.asInteger, address, &r.asReal, address,
        &r.R_ExternalPtrAddr, address, &r.allocVector, address, &r.mkCharLenCE, address, &r.SET_STRING_ELT, address,
        &r.protect, address, &r.unprotect
      ))
    return NULL;
  keep_arenas();
  Py_XSETREF(pandas_NA, Py_NewRef(missing));
  return Py_BuildValue("NN", PyLong_FromVoidPtr((void *)allocate), PyLong_FromVoidPtr((void *)write_texts));
}

static PyMethodDef methods[] = {
  {"connect", connect, METH_VARARGS, "Take pandas' NA, R's NA_character_ and NULL and R's functions; return routines."},
  {"read_texts", read_texts, METH_VARARGS, "Write the strings at addresses into an array; False if R must be asked."},
  {NULL, NULL, 0, NULL}
};

static struct PyModuleDef definition = {
  PyModuleDef_HEAD_INIT, "_speedups", "The bridge's loops over strings, in C.", -1, methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC PyInit__speedups(void)
{
  return PyModule_Create(&definition);
}
