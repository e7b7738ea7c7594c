/* Test only: the complex functions of Windows' C runtime, which wine 10 names and does not have (NumPy and SciPy call them).
 *
 * shims.py links this over wine's own ucrtbase.dll, to which all other names are forwarded. Structures and not
 * `double _Complex` at the border, so that values travel as Microsoft's compiler sends them; `long double` is double there.
 */
#include <complex.h>
#include <math.h>

typedef struct { double part[2]; } D;
typedef struct { float part[2]; } F;

static double _Complex d_in(D z) { return __builtin_complex(z.part[0], z.part[1]); }
static float _Complex f_in(F z) { return __builtin_complex(z.part[0], z.part[1]); }
static D d_out(double _Complex z) { D r = {{creal(z), cimag(z)}}; return r; }
static F f_out(float _Complex z) { F r = {{crealf(z), cimagf(z)}}; return r; }

#define TO_COMPLEX(name) \
    D S_##name(D z) { return d_out(name(d_in(z))); } \
    D S_##name##l(D z) { return d_out(name(d_in(z))); } \
    F S_##name##f(F z) { return f_out(name##f(f_in(z))); }
#define TO_REAL(name) \
    double S_##name(D z) { return name(d_in(z)); } \
    double S_##name##l(D z) { return name(d_in(z)); } \
    float S_##name##f(F z) { return name##f(f_in(z)); }

TO_COMPLEX(cacos) TO_COMPLEX(cacosh) TO_COMPLEX(casin) TO_COMPLEX(casinh) TO_COMPLEX(catan) TO_COMPLEX(catanh)
TO_COMPLEX(ccos) TO_COMPLEX(ccosh) TO_COMPLEX(csin) TO_COMPLEX(csinh) TO_COMPLEX(ctan) TO_COMPLEX(ctanh)
TO_COMPLEX(cexp) TO_COMPLEX(clog) TO_COMPLEX(csqrt) TO_COMPLEX(conj) TO_COMPLEX(cproj)
TO_REAL(cabs) TO_REAL(carg) TO_REAL(creal) TO_REAL(cimag)

D S_cpow(D a, D b) { return d_out(cpow(d_in(a), d_in(b))); }
D S_cpowl(D a, D b) { return S_cpow(a, b); }
F S_cpowf(F a, F b) { return f_out(cpowf(f_in(a), f_in(b))); }
D S__Cbuild(double re, double im) { D r = {{re, im}}; return r; }
D S__LCbuild(double re, double im) { return S__Cbuild(re, im); }
F S__FCbuild(float re, float im) { F r = {{re, im}}; return r; }
