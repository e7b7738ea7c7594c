/* Test only: stands in for the ICU that Windows 10 brings from version 1703 on and wine 10 does not.
 *
 * Qt asks it for text encodings that Qt does not know itself (GBK, Shift-JIS and the like). This one knows none and
 * says so, as ICU does for an unknown name. It goes into the wine prefix of a test and never into the bundle.
 */
#define ICU __declspec(dllexport)

typedef int error_code;
enum { FILE_ACCESS_ERROR = 4 };

ICU void *ucnv_open(const char *name, error_code *error) { (void)name; *error = FILE_ACCESS_ERROR; return 0; }
ICU void ucnv_close(void *converter) { (void)converter; }
ICU void ucnv_reset(void *converter) { (void)converter; }
ICU signed char ucnv_getMaxCharSize(const void *converter) { (void)converter; return 1; }
ICU const char *ucnv_getName(const void *converter, error_code *error) { (void)converter; *error = FILE_ACCESS_ERROR; return 0; }
ICU int ucnv_countAvailable(void) { return 0; }
ICU const char *ucnv_getAvailableName(int n) { (void)n; return 0; }
ICU const char *ucnv_getStandardName(const char *name, const char *standard, error_code *error)
{
    (void)name; (void)standard; *error = FILE_ACCESS_ERROR; return 0;
}

/* Nothing below can be reached without an open converter; Qt's DLL only has to find the names. */
#define NEVER(name) ICU void name(void) { }
NEVER(UCNV_FROM_U_CALLBACK_SUBSTITUTE)
NEVER(UCNV_TO_U_CALLBACK_SUBSTITUTE)
NEVER(ucnv_cbFromUWriteUChars)
NEVER(ucnv_cbToUWriteUChars)
NEVER(ucnv_fromUCountPending)
NEVER(ucnv_fromUnicode)
NEVER(ucnv_getFromUCallBack)
NEVER(ucnv_getToUCallBack)
NEVER(ucnv_setFromUCallBack)
NEVER(ucnv_setToUCallBack)
NEVER(ucnv_toUCountPending)
NEVER(ucnv_toUnicode)
