package fault

import (
	"strings"

	"edov/flow/lazy"
)

// nearWords are words that are used of hardly anything but signing in. "session", "token", "tenant" and "account" are
// not among them: games, landlords and databases have these as well.
var nearWords = lazy.MustCompile(
	`\b(sign|log)(s|ed|ged|ging|ing)?[ -]?(me |us |you |them |people |users? )?(in|on|out|up|off)(s|to)?\b|` +
		`oauth|oidc|openid|\bsso\b|single.?sign|saml|microsoft|azure|entra\b|\baad|msal|\badal|msauth|365|outlook|` +
		`\bidp\b|identity|\bid[xw]\d|jwt|jwks?|signin|callback|issuer|audience|` +
		`\b(redirect|reply).?(ur[il]|address)|\bclaims?\b|consent|authenti[ck]|authori[sz]|` +
		`\b(access|id|refresh|bearer).?tokens?\b|user_?info\b|` +
		`client.?(id|secret)|(tenant|directory).?id|\bgraph\b|federat|conditional access|cookie|\bmfa\b|` +
		`\b(bad|invalid|missing) state (value|or|received|error)|\bstate.(param|variable|mismatch)|` +
		`\b(bad|invalid|missing)_state\b|\bstate\b[^\n]{0,40}\bsession|` +
		`(lost|find) (your|the) session|matching session|` +
		`(pick|choose|select)\w* (an|the|my|their|which) account|\bsession.?state\b|` +
		`\bsignature (of|on|for|associated (to|with)) (the |this |your )?([\w-]+ )?token\b|\btoken('s)? signature|` +
		`connect-mg|token.?cache|acquire.?token|kubelogin|signing|\bjws\b|public.?key|key.?(set|id)\b|\brsa\b|algorithm|` +
		`anmeld|einlogg|connexion|sesi.n|ログイン|登录`,
)

// isNear holds for a text that uses words of a sign-in, or names a product that people sign in to.
func (r *reading) isNear() bool {
	return nearWords.MatchString(r.lower) || productIn(r.lower).Name != ""
}

// isAlone holds for a text too short to name what it is about: whoever asks here means the sign-in.
func (r *reading) isAlone() bool { return len(strings.Fields(r.lower)) <= fewWords }

// setting is what a text is about, which decides whether a family counts whose words other matters share.
type setting struct{ ofOthers, near, far bool }

// setting reads it, also out of the grammarText.
func (r *reading) setting(text string) setting {
	near := r.isNear()
	return setting{r.isTold() && r.isOfOthers() && !unnamed.MatchString(text), near, !near && !r.isAlone()}
}

// countsIn reports whether the words of a family can be about a sign-in there.
func (f *family) countsIn(in setting) bool { return !(f.Anything && in.ofOthers || f.Near && in.far) }
