; A link that the taskbar knows for the program's: the window runs in Python's pythonw.exe, and only the same id on both
; lets Windows group, name and pin it as Statuette.
!include Win\COM.nsh
!include Win\Propkey.nsh

!define APP_ID "Statuette.Workstation" ; app/gui/base/taskbar.py says the same

; Stack: path of the link.
Function MakeLink
  Exch $0
  CreateShortcut "$0" "$INSTDIR\statuette.exe" "" "$INSTDIR\statuette.exe" 0 SW_SHOWNORMAL "" "$(LINK_TIP)"
  Push $1
  Push $2
  Push $3
  Push $4
  Push $5
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r1 ""
  ${If} $1 P<> 0
    ${IUnknown::QueryInterface} $1 '("${IID_IPersistFile}",.r2)'
    ${If} $2 P<> 0
      ${IPersistFile::Load} $2 '("$0",${STGM_READWRITE})'
      ${IUnknown::QueryInterface} $1 '("${IID_IPropertyStore}",.r3)'
      ${If} $3 P<> 0
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r4'
        System::Call 'oleaut32::SysAllocString(w "${APP_ID}")p.r6'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_BSTR},,p r6)p.r5'
        ${IPropertyStore::SetValue} $3 '($4,$5)'
        ${IPropertyStore::Commit} $3 ""
        System::Call 'oleaut32::SysFreeString(p r6)'
        System::Free $4
        System::Free $5
        ${IUnknown::Release} $3 ""
        ${IPersistFile::Save} $2 '("$0",1)'
      ${EndIf}
      ${IUnknown::Release} $2 ""
    ${EndIf}
    ${IUnknown::Release} $1 ""
  ${EndIf}
  Pop $5
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
FunctionEnd
