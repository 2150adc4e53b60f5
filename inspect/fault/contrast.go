package fault

import (
	"slices"
	"strings"
	"time"

	"edov/flow/lazy"
	"edov/inspect/report"
	"edov/inspect/words"
)

// topic is what an explanation is about, and what edov's own report has to say of it.
type topic struct {
	checks   []string // the checks of the explanation
	causes   []string // the beginnings of the IDs of its causes
	saw      string   // the finding that must have passed for words to be true
	words    string   // with {server}, {date} and {redirect}
	findings []string // where one of them failed, what it says
}

// topics are looked through in order; the first that fits is the one.
var topics = []topic{
	{
		checks: []string{"secret-accepted"}, causes: []string{"secret-"}, saw: "secret-accepted",
		words: "on {date}, {server} accepted the secret that edov sent with this client ID. The secret works here, so the " +
			"product changes it (+ / = %, a line end, quotes) or has another one",
		findings: []string{"secret-valid", "clerk-client-id", "client-auth"},
	},
	{
		checks: []string{"redirect-accepted", "platform-web"},
		causes: []string{"redirect-", "platform-", "product-public-url"}, saw: "redirect-accepted",
		words: "on {date}, {server} accepted the redirect URI that edov sent: {redirect}. The product's own one is " +
			"another, and has to be registered as well",
		findings: []string{"redirect-product", "clerk-redirect-uri", "clerk-redirect-web", "redirect-platform"},
	},
	{
		checks: []string{"client-known", "account-types"},
		causes: []string{"account-type", "single-tenant", "tenant-", "personal-account"}, saw: "client-known",
		words:    "on {date}, {server} knew the client ID that edov sent, in the tenant {tenant}",
		findings: []string{"account-types-allowed", "clerk-client-id", "clerk-tenant"},
	},
	{
		causes: []string{"no-mail-", "email-", "userinfo-without"}, saw: "email-present",
		words: "on {date}, the ID token that edov received had an email. If it was the same user, the product requests " +
			"other scopes, or reads the email elsewhere",
		findings: []string{"email-present", "email-verified", "clerk-scopes", "optional-email", "optional-edov"},
	},
	{
		checks: []string{"consent-given", "user-allowed"},
		causes: []string{"admin-consent", "user-consent", "consent-", "not-assigned", "conditional-", "mfa-", "device-"},
		saw:    "idtoken-received",
		words:  "on {date}, {server} let a user sign in to this app with edov; another user may need more",
	},
	{
		causes: []string{
			"no-ipv6", "dns", "firewall", "tls-", "ca-bundle", "proxy-", "timeout", "discovery-unreachable",
			"token-endpoint", "connection-refused", "mtu",
		},
		saw: "metadata-loaded",
		words: "on {date}, edov read {server}'s metadata from the machine it ran on. If that is the product's machine, " +
			"look at what differs: the container, its proxy and its certificates",
	},
	{
		saw: "idtoken-received",
		words: "on {date}, edov signed in with this client ID, and {server} issued an ID token. Microsoft's part works, " +
			"so look at the product's own settings and log",
	},
}

// fits reports whether an explanation is about the topic.
func (t topic) fits(e Explanation) bool {
	if e.CheckID != "" && slices.Contains(t.checks, e.CheckID) || len(t.checks) == 0 && len(t.causes) == 0 {
		return true
	}
	first := e.ID
	if len(e.Causes) > 0 {
		first = e.Causes[0].ID
	}
	return slices.ContainsFunc(t.causes, func(begin string) bool { return strings.HasPrefix(first, begin) })
}

// namedApp finds the client ID that a text names.
var namedApp = lazy.MustCompile(
	`(?i)(?:client[ _]?id|app(?:lication)?(?: id(?:entifier)?| with identifier)?)["']?\W{1,4}(` + guid + `)`,
)

// contrasted adds what edov's own report shows beside what a text says. Only what edov saw is said: a check that passed
// or failed, never one that was skipped.
func (e Explanation) contrasted(text string, about About) Explanation {
	r := about.Report
	if r == nil {
		return e
	}
	date := r.JudgedAt.UTC().Format(time.DateOnly)
	if m := namedApp.FindStringSubmatch(text); m != nil && r.Request.ClientID != "" &&
		!strings.EqualFold(m[1], r.Request.ClientID) {
		e.Contrast = append(e.Contrast, "the text names the client ID "+m[1]+", and edov's report of "+date+
			" is about "+r.Request.ClientID+": compare them first")
		return e
	}
	if e.Failure != nil && r.Failure != nil && e.Failure.Code() != 0 && e.Failure.Code() == r.Failure.Code() {
		e.Contrast = append(e.Contrast, "edov's own attempt of "+date+" failed with the same error, so the product is not "+
			"its cause")
		return e
	}
	for _, t := range topics {
		if t.fits(e) {
			return e.about(t, r, date)
		}
	}
	return e
}

// about adds what a report says of a topic.
func (e Explanation) about(t topic, r *report.Report, date string) Explanation {
	for _, id := range t.findings {
		if f := r.Find(id); f.Outcome == report.Fail {
			e.Contrast = append(e.Contrast, "edov's report of "+date+": "+f.Summary)
		}
	}
	isSecret := t.saw == "secret-accepted"
	if r.Find(t.saw).Outcome != report.Pass || isSecret && r.Request.ClientAuth != AuthSecret {
		return e
	}
	said := strings.NewReplacer(server, r.Request.Server(), "{date}", date, "{redirect}", words.Cut(r.Request.RedirectURI),
		"{tenant}", words.Cut(r.Request.Tenant)).Replace(t.words)
	e.Contrast = append([]string{said}, e.Contrast...)
	if isSecret && e.ID != "AADSTS7000222" {
		e.Causes = first(e.Causes, "secret-changed-on-way")
	}
	return e
}

// first puts a cause before the others; one that the text shows stays where it is.
func first(list []Likely, id string) []Likely {
	cause, ok := likelies()[id]
	if !ok || len(list) > 0 && list[0].Seen {
		return list
	}
	cause.Fix, cause.Confirm = filled(cause.Fix), filled(cause.Confirm)
	rest := slices.DeleteFunc(slices.Clone(list), func(l Likely) bool { return l.ID == id })
	return append([]Likely{cause}, rest...)
}

// FromReport is what a report of edov's tells of an error that a product shows. How edov authenticated is left out of
// the request: the product may do it otherwise.
func FromReport(r *report.Report) About {
	about := About{Report: r, Request: r.Request, Registration: r.Registration}
	about.Request.ClientAuth, about.Request.SecretShape = "", ""
	return about
}
