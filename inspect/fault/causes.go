package fault

import (
	"regexp"
	"strings"

	"edov/flow"
)

// Cause explains one failure of Microsoft's: which check it belongs to, what
// happened, why, and what to do. The words are edov's own; Microsoft's are
// shown beside them as evidence.
type Cause struct {
	ID      string // of a cause without a number: "personal-redirect-uri"
	Check   string
	Summary string
	Why     string
	Fix     string
	who     string // as in the catalogue; empty: the developer
	retry   bool
	secret  secretMatter
}

// refusedClient is the cause that stands for a refusal of the client's
// authentication that gives no number.
const refusedClient = "client-authentication"

// codeTail is what ends a description and is shown by itself.
var codeTail = regexp.MustCompile(`(?is)[\s.]*(?:Trace|Request)[ _]ID\s*:.*$`)

// Words is Microsoft's own description without code IDs and timestamp.
func Words(f *flow.Failure) string {
	return strings.TrimSpace(codeTail.ReplaceAllString(f.Description, ""))
}

// CauseOf classifies a failure of a request. ok is false for what is not an
// answer of Microsoft's: network, time, cancellation, a broken protocol.
func CauseOf(f *flow.Failure, r flow.Request) (c Cause, ok bool) {
	if f == nil || f.Kind != flow.FailureOAuth && f.Kind != flow.FailurePage {
		return Cause{}, false
	}
	c, ok = causeByCode(f)
	if !ok {
		c, ok = causeByText(f)
	}
	if !ok {
		c = causeByError(f)
	}
	return c.fitted(f, r), true
}

// causeByCode looks at the last AADSTS number: the ones before only wrap it.
func causeByCode(f *flow.Failure) (Cause, bool) {
	code := f.Code()
	if code == 0 {
		return Cause{}, false
	}
	text := strings.ToLower(f.Description)
	switch {
	case code == 700016 && strings.Contains(text, "microsoft account"):
		return personalsNotAllowed, true // the directory named is that of personal accounts
	case code == 90023 && !strings.Contains(text, "public client"):
		return Cause{}, false // the number has other uses
	case code == 70002 && strings.Contains(text, "client_secret"):
		return noSecret, true
	}
	e, ok := catalogue()[code]
	return e.cause(), ok
}

// causesByText are errors of the personal-account service, which gives no
// numbers, by what they say.
var causesByText = []struct {
	text  string
	cause Cause
}{
	{"not enabled for consumers", personalsNotAllowed},
	{"useraudience", personalOnly},
	{"use the /consumers endpoint", personalOnly},
	{"sign in here with a personal account", personalsNotAllowed},
	{"parameter 'redirect_uri' is not valid", redirectPersonal},
	{"need admin approval", adminApproval},
	{"user has denied access", Declined},
	{"experiencing technical problems", redirectPersonal},
	{"silent authentication was denied", Cause{
		ID: "silent-sign-in", Check: "request-accepted", Summary: server + " could not sign the user in silently",
		Why: "a silent sign-in was asked for and the user has to be seen first", Fix: "sign in again without --prompt none",
	}},
}

func causeByText(f *flow.Failure) (Cause, bool) {
	text := strings.ToLower(f.Description)
	for _, c := range causesByText {
		if strings.Contains(text, c.text) {
			return c.cause, true
		}
	}
	return Cause{}, false
}

// causeByError falls back on the OAuth error (RFC 6749 sections 4.1.2.1, 5.2).
func causeByError(f *flow.Failure) Cause {
	token := f.Stage == flow.StageToken
	switch {
	case f.OAuthError == "access_denied" || f.Subcode == "cancel":
		return Declined
	case f.OAuthError == "consent_required":
		return Cause{
			ID: "consent-required", who: "user", Check: "consent-given", Summary: "the user, or an administrator, has to consent first",
			Why: "a silent sign-in cannot show the consent page, or a new scope was asked for", Fix: "sign in again without --prompt none and accept",
		}
	case f.OAuthError == "interaction_required" || f.OAuthError == "login_required":
		return Cause{
			ID: "interaction-required", who: "user", Check: "user-allowed", Summary: server + " has to ask the user something first",
			Why: "a silent sign-in was asked for, or the tenant wants multifactor authentication or consent", Fix: "sign in again with a page, without --prompt none",
		}
	case f.OAuthError == "invalid_client" && token:
		return Cause{
			ID: refusedClient, Check: "secret-accepted", Summary: server + " did not accept the client's authentication",
			Why: "the secret may be wrong, expired or of another app", Fix: FixNewSecret, secret: secretRefused,
		}
	case f.OAuthError == "invalid_client" || f.OAuthError == "invalid_scope":
		return unknownScope
	case f.OAuthError == "unauthorized_client" && !token:
		return personalsNotAllowed
	case f.OAuthError == "server_error" || f.OAuthError == "temporarily_unavailable":
		return Cause{
			ID: "server-error", who: "microsoft", retry: true,
			Check: "request-accepted", Summary: server + " answered with " + f.OAuthError + " and gave no cause",
			Why: "the cause is not known; with personal accounts it has been seen again and again for one account only",
			Fix: "try again later, in a private window, with another personal account and with a work account; if the work account gets in, the registration is probably sound",
		}
	case f.OAuthError == "invalid_grant" && token:
		return codeRefused
	}
	return Cause{
		ID: "refused", Check: "request-accepted", Summary: server + " refused the request",
		Why: "see " + server + "'s own words below",
		Fix: "look the code up at https://login.microsoftonline.com/error, or search for it with the words of the message",
	}
}
