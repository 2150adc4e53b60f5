package fault_test

import (
	"testing"

	"edov/inspect/fault"
)

// TestNumbersInOddDress: a known number is read behind whatever a program, a log or a person puts before it.
func TestNumbersInOddDress(t *testing.T) {
	for text, want := range map[string]string{
		`array(3) { ["error_codes"]=> array(1) { [0]=> int(50126) } }`:      "AADSTS50126",
		"'error_codes': [7000215]":                                          "AADSTS7000215",
		"errorCode=65001 for our app":                                       "AADSTS65001",
		`"errorCode": "53003"`:                                              "AADSTS53003",
		"Status: Failure, Sign-in error code: 90095":                        "AADSTS90095",
		"Fehlercode 50105 bei der Anmeldung":                                "AADSTS50105",
		"Fehlercode: 700016":                                                "AADSTS700016",
		"Code d'erreur : 65001, connexion Microsoft":                        "AADSTS65001",
		"エラー コード: 50105 Microsoft サインイン":                                    "AADSTS50105",
		"error_codes%3A%5B50011%5D at the Microsoft login":                  "AADSTS50011",
		`\u0022error_codes\u0022:\u005b90072\u005d`:                         "AADSTS90072",
		"https://login.microsoftonline.com/error?code=50011":                "AADSTS50011",
		"sign-in failed (error 50\u2009105)":                                "AADSTS50105",
		"Error code: 700\u202f003 at the Microsoft login":                   "AADSTS700003",
		"Microsoft login\nCode:\n50126":                                     "AADSTS50126",
		"Our Entra sign-in log\nError code\n50140\nFailure reason: unknown": "AADSTS50140",
		"MSAL server error codes (50079)":                                   "AADSTS50079",
		"[error_codes] => Array ( [0] => 9002313 )":                         "AADSTS9002313",
		"Microsoft error code 50105 users see it":                           "AADSTS50105",
		"Azure AD returned (50057)":                                         "AADSTS50057",
		"ResultType: 50053, SigninLogs":                                     "AADSTS50053",
	} {
		explainsAs(t, text, want)
	}
}

// TestOthersNumbers: numbers that others give to their errors, parcels and doors are none of Microsoft's, nor are those
// below zero.
func TestOthersNumbers(t *testing.T) {
	for _, text := range []string{
		"docker errorCode=50020", "SQL error code: 50105 in procedure login", "printer error code 50126",
		"error_codes of our PLC: [50105]", "Fehlercode 50105 am Geschirrspüler", "Error code: 50126 on the fax",
		"sign in with zip code 50126", "the verification code 500111 to log in", "MSAL error code -50126",
		"login error code 12345", "Login to the NAS: error code 50105x",
		"Microsoft Graph returns 50,000 users and stops", "azure error 50 000 ms after the request",
		"our tenant has error code: 50 020 accounts",
	} {
		if e, _ := fault.ExplainText(text, fault.About{}); len(e.ID) > 6 && e.ID[:6] == "AADSTS" {
			t.Errorf("%q is explained as %s", text, e.ID)
		}
	}
}
