// Package issuer names who issued a token that Microsoft did not: another identity provider, an
// auth product, a service for workloads. Of is its door, and the table of makers its data.
//
// It reads only what the token says of itself, which anyone can write: the name explains where a
// token is from and what to do, and proves nothing.
package issuer

import (
	"cmp"
	"net/url"
	"strings"
	"sync"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// Maker is who issued a token.
type Maker struct {
	Name string // "Google"; of an unknown server, its host
	What string // "a Google token"
	Then string // what to do
	Want string // whose token edov checks in its place
	not  string // what it is not; empty: Microsoft's
}

// Summary says what the token is, for a finding.
func (m Maker) Summary() string { return "this is " + m.What + ", not " + cmp.Or(m.not, "Microsoft's") }

// row is one maker of the table.
type row struct {
	name    string
	role    role
	issuer  string // a pattern of the issuer; empty: claims decides alone
	service bool   // the host of the issuer is one of services with its name
	claims  func(strictjson.Value) bool
	source  string // where the form is documented
	what    string // instead of "a NAME token"
}

// role says what a maker does in a sign-in.
type role int

const (
	provider role = iota // users sign in with it, as with Microsoft
	product              // it signs users in with Microsoft, and then makes its own token
	sibling              // a service of Microsoft's that is not Entra ID for employees
	workload             // it identifies programs
	cloud                // a cloud of Microsoft's that edov does not check
	ownApp               // the app itself, which signs in with it
	ending               // an identity provider that ends a session with it
)

// wantMicrosoft is the issuer of a token that edov checks.
const wantMicrosoft = "an issuer of Microsoft"

// then is what to do with the token of a maker.
var then = map[role]string{
	provider: "Look for the token whose issuer (iss) begins with https://login.microsoftonline.com/; " +
		"edov signin gets one from Microsoft",
	product: "NAME makes this token itself, after the sign-in. To see Microsoft's token, run edov signin with the same " +
		"app registration; what NAME puts into its own token is set in NAME",
	sibling: "edov checks tokens of Microsoft Entra ID (workforce tenants and personal accounts), and NAME has other " +
		"claims and keys. To check a Microsoft connection behind it, run edov signin with that app registration",
	cloud: "edov checks tokens of the clouds global, usgov and china. NAME has its own sign-in host and keys, which " +
		"edov does not load",
	ending: "It tells an app that a session has ended. To check an email, use the ID token of the sign-in",
	ownApp: "The app sends it to Microsoft as client_assertion, to sign in without a client secret. To check " +
		"Microsoft's token, use the id_token of the response",
	workload: "It identifies a program, not a user. A federated credential may exchange it for one of Microsoft's; " +
		"edov app checks an app registration",
}

func prefixed(claim, pattern string) func(strictjson.Value) bool {
	re := lazy.MustCompile(pattern)
	return func(v strictjson.Value) bool { return re.MatchString(v.Get(claim).Str()) }
}

func has(names ...string) func(strictjson.Value) bool {
	return func(v strictjson.Value) bool {
		for _, name := range names {
			if !v.Has(name) {
				return false
			}
		}
		return true
	}
}

// selfSigned recognizes a client assertion: the client ID is both issuer and subject, and the audience is an address of
// the server that it is sent to.
func selfSigned(v strictjson.Value) bool {
	iss, aud := v.Get("iss").Str(), audience(v)
	return iss != "" && iss == v.Get("sub").Str() && !strings.Contains(iss, "://") &&
		strings.HasPrefix(aud, "https://") && !v.Has("tid")
}

// audience is the one audience of a token; empty: it has none, or several.
func audience(v strictjson.Value) string {
	aud := v.Get("aud")
	if list := aud.Elems(); len(list) == 1 {
		aud = list[0]
	}
	return aud.Str()
}

// isSentTo reports whether an address is one at which Microsoft takes a client assertion.
func isSentTo(address string, microsoft func(host string) bool) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return microsoft(host) || ServiceAt(host) != ""
}

// inside looks for a member of a claim that is an object.
func inside(claim, name string) func(strictjson.Value) bool {
	return func(v strictjson.Value) bool { return v.Place(claim).Has(name) }
}

// Of names the maker of a token by its header and claims. ok is false for a token of Microsoft
// Entra ID, and for one that does not say who made it. microsoft recognizes Microsoft's hosts.
func Of(header, claims strictjson.Value, microsoft func(host string) bool) (m Maker, ok bool) {
	iss := claims.Get("iss").Str()
	u, err := url.Parse(iss)
	service := ""
	if err == nil && u.Scheme == "https" {
		service = ServiceAt(u.Hostname())
	}
	all := makers()
	for i := range all {
		r := &all[i]
		fits := (r.pattern == nil || r.pattern.MatchString(iss)) && (r.claims == nil || r.claims(claims)) &&
			(!r.service || r.name == service)
		if fits && r.role == ownApp { // sent to another server, it is none of Microsoft's affairs
			fits = isSentTo(audience(claims), microsoft)
		}
		if fits {
			return r.maker(), true
		}
	}
	if err == nil && u.Host != "" {
		if microsoft(strings.ToLower(u.Host)) || claims.Has("tid") {
			return Maker{}, false
		}
		return shaped(u), true
	}
	if strings.HasPrefix(header.Get("alg").Str(), "HS") && !claims.Has("tid") {
		return Maker{
			Name: "an app",
			What: "an app's own token, signed with a shared secret (" + symmetric(header) + ")",
			Then: "Microsoft signs with RS256 only. To see Microsoft's token, run edov signin with the same app registration",
			Want: wantMicrosoft,
		}, true
	}
	return Maker{}, false
}

// symmetric is the algorithm of a shared secret, if it is one that exists.
func symmetric(header strictjson.Value) string {
	switch alg := header.Get("alg").Str(); alg {
	case "HS256", "HS384", "HS512":
		return alg
	}
	return "HMAC"
}

// hostName is a host that can be shown as it is.
var hostName = lazy.MustCompile(`^[A-Za-z0-9.-]{1,100}(:\d{1,5})?$`)

// shaped describes a server that is not in the table.
func shaped(u *url.URL) Maker {
	host := u.Host
	if !hostName.MatchString(host) {
		host = "another server"
	}
	return Maker{Name: host, What: "a token of " + host, Then: then[provider], Want: wantMicrosoft}
}

func (r *compiled) maker() Maker {
	m := Maker{
		Name: r.name, What: r.what, Then: strings.ReplaceAll(then[r.role], "NAME", r.name), Want: wantMicrosoft,
	}
	switch r.role { // Microsoft makes those of siblings and other clouds, too
	case sibling:
		m.not = "one of a workforce tenant or a personal account"
		m.Want = "an issuer of workforce tenants or personal accounts"
	case cloud:
		m.not, m.Want = "of one that edov checks", "an issuer of a cloud that edov checks"
	case ownApp:
		m.not = "a token of Microsoft's"
	case ending:
		m.not, m.Want = "an ID token", "that of an ID token"
	}
	if m.What == "" {
		article := "a "
		if strings.ContainsRune("AEIO", rune(r.name[0])) {
			article = "an "
		}
		m.What = article + r.name + " token"
	}
	return m
}

type compiled struct {
	row
	pattern *lazy.Regexp
}

// makers is the table, ready for use.
var makers = sync.OnceValue(func() []compiled {
	list := make([]compiled, len(table))
	for i, r := range table {
		list[i].row = r
		if r.issuer != "" {
			list[i].pattern = lazy.MustCompile(`(?i)` + r.issuer)
		}
	}
	return list
})
