package guide

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
	"time"

	"edov/flow"
)

// StateWords is a state in words.
func StateWords(s PartState) string {
	switch s {
	case PartProven:
		return "confirmed"
	case PartContradicted:
		return "failed"
	case PartSaid:
		return "marked as done"
	}
	return "not done"
}

// Words is the state of a part in words.
func (wp *WalkPart) Words() string {
	switch {
	case wp.State == PartSaid && wp.By == byConnection:
		return "entered in edov"
	case wp.State == PartProven && wp.Otherwise:
		return "fine as it is"
	}
	return StateWords(wp.State)
}

// StateLine is the state of a part and what it is based on, in one line.
func (wp *WalkPart) StateLine() string {
	words := wp.Words()
	switch {
	case wp.State == PartSaid && wp.By == byConnection:
		return words + ", not checked yet"
	case wp.State == PartSaid:
		return words
	case wp.State == PartOpen && wp.Seen == "":
		if len(wp.Proof)+len(wp.For) == 0 && wp.Given == "" {
			return words + "; can't be checked automatically"
		}
		return words
	}
	if wp.State == PartProven && !wp.Otherwise {
		words += " by " + wp.By
	} else {
		words += " in " + wp.By
	}
	if wp.Seen != "" {
		words += ": " + wp.Seen
	}
	return words
}

// PartState says how far a part of the guide is.
type PartState string

// The states of a part and of a step. Evidence beats what the user says.
const (
	PartProven       PartState = "proven"       // evidence shows it done
	PartContradicted PartState = "contradicted" // evidence shows it wrong, or undone
	PartSaid         PartState = "said"         // the user marked it as done; nothing confirms it
	PartOpen         PartState = "open"         // not done yet
)

// Walk is a guide with the values of one connection filled in, and how far the connection is.
type Walk struct {
	Guide  string      `json:"guide"` // its ID
	For    string      `json:"product"`
	Title  string      `json:"title"`
	Facts  [][2]string `json:"facts"`
	Before []Passage   `json:"before"`
	Steps  []WalkStep  `json:"steps"`
	// Advice is the one that is followed; HasChoice is set where there is another.
	Advice    Advice `json:"advice,omitempty"`
	HasChoice bool   `json:"has_choice,omitempty"`

	Done   int    `json:"done"`   // steps that are done
	Next   string `json:"next"`   // the part to continue with; empty when all is done
	Proven bool   `json:"proven"` // every step is proven
	// Counts are the parts by their states, without the optional ones.
	Counts map[PartState]int `json:"counts"`
}

// WalkStep is a step with its state: the worst of its parts, without the optional ones. It is PartProven when its
// parts are done and at least one is proven.
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
	// By is what the state is based on: "a sign-in", "the app registration", "Clerk", "the connection", "you".
	By string `json:"by,omitempty"`
	// Otherwise is set where evidence shows another setting than the guide's, which does no harm.
	Otherwise bool `json:"otherwise,omitempty"`
	// Either is set where the product's guide and Microsoft differ, and either works.
	Either  bool      `json:"either,omitempty"`
	Seen    string    `json:"seen,omitempty"`     // what it showed
	SeenWhy string    `json:"seen_why,omitempty"` // and why, for what it showed to be wrong
	SeenAt  time.Time `json:"seen_at,omitzero"`
	Link    string    `json:"link,omitempty"`
	Values  []Value   `json:"values,omitempty"` // those of Copy
}

// Value is something to copy.
type Value struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Text  string `json:"text"`
	// Form is set when the value is not known yet, and Text only shows what it looks like.
	Form bool `json:"form,omitempty"`
}

// Walk applies the guide to what is known of a connection. secret says whether its secret was given, which the
// Connection itself may not hold.
func (g *Guide) Walk(p *Progress, c flow.Connection, secret bool, now time.Time) *Walk {
	w := &Walk{
		Guide: g.ID, For: g.Product, Title: "Sign in with Microsoft for " + g.called(), Facts: g.Facts, Before: g.Before,
		Proven: true, Counts: map[PartState]int{}, Advice: p.Advice, HasChoice: g.HasChoice(),
	}
	for i, step := range g.Steps {
		out := WalkStep{Number: i + 1, Title: step.Title}
		for _, part := range step.Parts {
			wp := WalkPart{GuidePart: part}
			wp.follow(p)
			wp.judge(p, c, secret, now)
			wp.Link = g.link(part.At, c)
			for _, name := range wp.Copy {
				wp.Values = append(wp.Values, g.value(name, c, now))
			}
			out.Parts = append(out.Parts, wp)
			if !wp.Optional {
				w.Counts[wp.State]++
			}
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

// next is where to continue: the first part that is wrong, else the first that is not done.
func (w *Walk) next() string {
	next := ""
	for _, step := range w.Steps {
		for _, p := range step.Parts {
			switch {
			case p.Optional:
			case p.State == PartContradicted:
				return p.ID
			case next == "" && !p.Done():
				next = p.ID
			}
		}
	}
	return next
}

// DoneWords is what the steps that are done are based on, in few words: "19 confirmed, 1 entered, 2 marked as done".
func (w *Walk) DoneWords() string {
	given := 0
	for _, step := range w.Steps {
		for _, p := range step.Parts {
			if !p.Optional && p.State == PartSaid && p.By == byConnection {
				given++
			}
		}
	}
	words := fmt.Sprintf("%d confirmed", w.Counts[PartProven])
	if given > 0 {
		words += fmt.Sprintf(", %d entered", given)
	}
	if n := w.Counts[PartSaid] - given; n > 0 {
		words += fmt.Sprintf(", %d marked as done", n)
	}
	return words
}

// Done holds for a part that is proven, or marked as done.
func (wp *WalkPart) Done() bool { return wp.State == PartProven || wp.State == PartSaid }

// Part finds a part of the walk, and the number of its step; nil where it has none.
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

// claimsFragment is the entry that the manifest needs among its optional claims, next to those that it has.
const claimsFragment = `{"name": "xms_edov", "source": null, "essential": false, "additionalProperties": []}`

// tenantForm is the address of a tenant whose ID is not known: products need it in place of a domain.
const tenantForm = "https://login.microsoftonline.com/TENANT-ID"

// issuerVersion ends the issuer of v2.0 tokens.
const issuerVersion = "/v2.0"

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
		return known("redirect URI of "+g.called(), c.ProductRedirectURI, g.RedirectForm)
	case "test-redirect-uri":
		return known("redirect URI of edov", cmp.Or(c.RedirectURI, flow.DefaultRedirectURI), "")
	case "client-id":
		return known("Application (client) ID", c.ClientID, "00000000-0000-0000-0000-000000000000")
	case "secret-name":
		return known("description", g.nameOfUse()+"-"+now.UTC().Format("2006-01"), "")
	case "claims":
		return known("the entry", claimsFragment, "")
	case "issuer":
		address := c.IssuerAddress()
		if address != "" {
			address += issuerVersion
		}
		return known("issuer", address, tenantForm+issuerVersion)
	case "tenant-url":
		return known("Azure Tenant URL", c.IssuerAddress(), tenantForm)
	}
	// account-portal
	k, err := flow.ParsePublishableKey(c.PublishableKey)
	if err == nil {
		return known("sign-in page", k.AccountPortal(), "")
	}
	u, err := url.Parse(c.ProductRedirectURI)
	if err == nil && strings.HasPrefix(u.Host, "clerk.") && !strings.Contains(u.Host, ".clerk.accounts.") {
		return known("sign-in page", flow.PublishableKey{Host: u.Host}.AccountPortal(), "")
	}
	return known("sign-in page", "", "https://accounts.YOUR-DOMAIN/sign-in")
}
