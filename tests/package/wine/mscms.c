/* Test only: Qt's window plug-in asks Windows' colour management for sRGB (WcsCreateIccProfile), which wine 10 names and does not have.
 *
 * shims.py links this over wine's own mscms.dll. "No profile" is an answer that Qt knows.
 */
void *S_WcsCreateIccProfile(void *profile, unsigned long options) { (void)profile; (void)options; return 0; }
