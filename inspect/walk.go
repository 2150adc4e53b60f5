package inspect

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"edov/flow"
)

// PartState says how far a part of the guide is.
type PartState string

// The states of a part and of a step. Evidence beats what the user says.
const (
	PartProven       PartState = "proven"       // evidence shows it done
	PartContradicted PartState = "contradicted" // evidence shows it wrong, or undone
	PartSaid         PartState = "said"         // the user says so; nothing proves it
	PartOpen         PartState = "open"         // not yet
)

// Walk is a guide with the values of one connection filled in, and how far one
// has come.
type Walk struct {
	Guide  string      `json:"guide"` // its ID
	For    string      `json:"product"`
	Title  string      `json:"title"`
	Facts  [][2]string `json:"facts"`
	Before []Passage   `json:"before"`
	Steps  []WalkStep  `json:"steps"`
	Done   int         `json:"done"`   // steps that are done
	Next   string      `json:"next"`   // the part to go on with; empty when all is done
	Proven bool        `json:"proven"` // every step is proven
}

// WalkStep is a step with its state: the worst of its parts, the optional ones
// left aside. It is PartProven when its parts are done and one at least is
// proven.
type WalkStep struct {
	Number int        `json:"number"`
	Title  string     `json:"title"`
	State  PartState  `json:"state"`
	Parts  []WalkPart `json:"parts"`
}

// WalkPart is a part with its state and its values.
type WalkPart struct {
	GuidePart
	State PartState `json:"state"`
	// By tells what the state rests on: "a sign-in", "the registration".
	By     string    `json:"by,omitempty"`
	Seen   string    `json:"seen,omitempty"` // what it showed
	SeenAt time.Time `json:"seen_at,omitzero"`
	Link   string    `json:"link,omitempty"`
	Values []Value   `json:"values,omitempty"` // those of Copy
}

// Value is something to copy.
type Value struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Text  string `json:"text"`
	// Form is set when the value is not known yet and Text only shows what it
	// looks like.
	Form bool `json:"form,omitempty"`
}

// Walk goes through the guide with what is known of a connection. secret says
// whether its secret was given, which the Connection itself may not hold.
func (g *Guide) Walk(p *Progress, c flow.Connection, secret bool, now time.Time) *Walk {
	w := &Walk{Guide: g.ID, For: g.Product, Title: "Sign in with Microsoft for " + g.Product, Facts: g.Facts, Before: g.Before, Proven: true}
	for i, step := range g.Steps {
		out := WalkStep{Number: i + 1, Title: step.Title}
		for _, part := range step.Parts {
			wp := WalkPart{GuidePart: part}
			wp.judge(p, c, secret)
			wp.Link = g.link(part.At, c)
			for _, name := range part.Copy {
				wp.Values = append(wp.Values, g.value(name, c, now))
			}
			out.Parts = append(out.Parts, wp)
		}
		out.State = stepState(out.Parts)
		if out.State == PartProven || out.State == PartSaid {
			w.Done++
		}
		w.Proven = w.Proven && out.State == PartProven
		w.Steps = append(w.Steps, out)
	}
	w.Next = w.next()
	return w
}

// judge decides on a part: by the newest evidence on it, then by what the
// connection holds, then by what the user says.
func (wp *WalkPart) judge(p *Progress, c flow.Connection, secret bool) {
	if s, ok := wp.newest(p); ok {
		wp.State, wp.By, wp.Seen, wp.SeenAt = PartProven, evidenceWords(s.Origin), s.Summary, s.At
		switch {
		case !wp.against(s):
		case wp.wasDone(p, s) || wp.Mistake || s.Origin == flow.OriginSignIn:
			wp.State = PartContradicted
		default:
			wp.State = PartOpen
		}
		return
	}
	if wp.Given != "" && given(wp.Given, c, secret) {
		wp.State, wp.By = PartProven, "the connection"
		return
	}
	if at, ok := p.Said[wp.ID]; ok {
		wp.State, wp.By, wp.SeenAt = PartSaid, "you", at
		return
	}
	wp.State = PartOpen
}

// newest is the sighting that decides: of the last run that looked at one of
// the part's checks, one that speaks against it, a sign-in's first; else the
// first that passed.
func (wp *WalkPart) newest(p *Progress) (Sighting, bool) {
	var best Sighting
	found := false
	for _, id := range wp.Proof {
		s, ok := p.Seen[id]
		switch {
		case !ok || s.Outcome == Fail && s.Severity == Note && !wp.Optional && !wp.NoteIsDone: // tells nothing of the part
		case !found || s.At.After(best.At), s.At.Equal(best.At) && wp.against(s) && (!wp.against(best) || s.Origin == flow.OriginSignIn):
			best, found = s, true
		}
	}
	return best, found
}

// wasDone holds when the part was done before the evidence against it: the user
// said so, the same check passed, or a sign-in proved it.
func (wp *WalkPart) wasDone(p *Progress, against Sighting) bool {
	_, said := p.Said[wp.ID]
	done := said || !against.PassedAt.IsZero()
	for _, id := range wp.Proof {
		s := p.Seen[id]
		done = done || s.Outcome == Pass && s.Origin == flow.OriginSignIn
	}
	return done
}

// against reports whether a sighting shows the part undone.
func (wp *WalkPart) against(s Sighting) bool {
	return s.Outcome == Fail && (s.Severity != Note || !wp.NoteIsDone)
}

func evidenceWords(o flow.Origin) string {
	switch o {
	case flow.OriginRegistration:
		return "the registration"
	case flow.OriginClerk:
		return "Clerk"
	}
	return "a sign-in"
}

// given reports whether the connection holds a value.
func given(name string, c flow.Connection, secret bool) bool {
	switch name {
	case "client-id":
		return c.ClientID != ""
	case "redirect-uri":
		return c.ProductRedirectURI != ""
	case "secret":
		return secret
	case "secret-end":
		return !c.SecretExpires.IsZero()
	}
	return false
}

// stepState is the worst state of the parts that count.
func stepState(parts []WalkPart) PartState {
	count := map[PartState]int{}
	for _, p := range parts {
		if !p.Optional {
			count[p.State]++
		}
	}
	for _, s := range []PartState{PartContradicted, PartOpen, PartProven} {
		if count[s] > 0 {
			return s
		}
	}
	return PartSaid
}

// next is where to go on: the first part that is not done.
func (w *Walk) next() string {
	for _, step := range w.Steps {
		for _, p := range step.Parts {
			if !p.Optional && !p.Done() {
				return p.ID
			}
		}
	}
	return ""
}

// Done holds for a part that is proven, or said to be done.
func (wp *WalkPart) Done() bool { return wp.State == PartProven || wp.State == PartSaid }

// Part finds a part of the walk, and the number of its step.
func (w *Walk) Part(id string) (*WalkPart, int) {
	for i := range w.Steps {
		for j := range w.Steps[i].Parts {
			if w.Steps[i].Parts[j].ID == id {
				return &w.Steps[i].Parts[j], w.Steps[i].Number
			}
		}
	}
	return nil, 0
}

// link is the address of a place. Pages of a registration need its client ID;
// without one the list of registrations is as near as one gets.
func (g *Guide) link(at string, c flow.Connection) string {
	switch at {
	case "":
		return ""
	case AtApps:
		return flow.PortalApps(c.Cloud)
	case AtProduct:
		return g.Dashboard.Link
	case AtAccountPortal:
		if v := g.value("account-portal", c, time.Time{}); !v.Form {
			return v.Text
		}
		return "https://dashboard.clerk.com/~/account-portal"
	}
	if link := flow.PortalLink(c.Cloud, Page(at).Blade(), c.ClientID); link != "" {
		return link
	}
	return flow.PortalApps(c.Cloud)
}

// claimsFragment is what the manifest has to say of the two claims.
const claimsFragment = `"optionalClaims": {
  "idToken": [
    {"name": "email", "source": null, "essential": false, "additionalProperties": []},
    {"name": "xms_edov", "source": null, "essential": false, "additionalProperties": []}
  ]
}`

// value is a value to copy, or the form it has while it is not known.
func (g *Guide) value(name string, c flow.Connection, now time.Time) Value {
	known := func(label, text, form string) Value {
		if text == "" {
			return Value{Name: name, Label: label, Text: form, Form: true}
		}
		return Value{Name: name, Label: label, Text: text}
	}
	switch name {
	case "redirect-uri":
		return known("redirect URI of "+g.Product, c.ProductRedirectURI, g.RedirectForm)
	case "test-redirect-uri":
		return known("redirect URI of edov", orDefault(c.RedirectURI, flow.DefaultRedirectURI), "")
	case "client-id":
		return known("Application (client) ID", c.ClientID, "00000000-0000-0000-0000-000000000000")
	case "secret-name":
		return known("description", strings.ReplaceAll(g.ID, "own", "app")+"-"+now.UTC().Format("2006-01"), "")
	case "claims":
		return known("optional claims", claimsFragment, "")
	case "issuer":
		return known("issuer", c.LoginAddress()+"/v2.0", "")
	case "tenant-url":
		return known("Azure Tenant URL", c.LoginAddress(), "")
	}
	// account-portal
	k, err := flow.ParsePublishableKey(c.PublishableKey)
	if err == nil {
		return known("sign-in page", k.AccountPortal(), "")
	}
	if u, err := url.Parse(c.ProductRedirectURI); err == nil && strings.HasPrefix(u.Host, "clerk.") && !strings.Contains(u.Host, ".clerk.accounts.") {
		return known("sign-in page", flow.PublishableKey{Host: u.Host}.AccountPortal(), "")
	}
	return known("sign-in page", "", "https://accounts.YOUR-DOMAIN/sign-in")
}

func orDefault(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// JSON writes the walk, indented, with a line end.
func (w *Walk) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(w, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(escapeInvisible(data), '\n'), nil
}
