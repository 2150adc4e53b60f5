package guide

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync"

	"edov/flow/order"
	"edov/inspect/portal"
	"edov/inspect/words"
)

// guideFiles hold the setup guides: one file for each auth product, and parts.json with the parts that several of
// them share. A product's file holds only what differs between products.
//
//go:embed *.json
var guideFiles embed.FS

// Guide leads from nothing to a sign-in that works and is safe, with one auth product. It is plain data; Walk shows
// how far a connection is.
type Guide struct {
	ID      string `json:"id"`               // "clerk"; the name of its file
	Order   int    `json:"order"`            // in which the guides are offered, from 1
	Product string `json:"product"`          // "Clerk"; as a Connection names it
	Called  string `json:"called,omitempty"` // the product in a sentence; empty: Product
	// Dashboard is where the product is set up.
	Dashboard struct {
		Name string `json:"name"`
		Link string `json:"link"`
		// Secret is the place in it that takes the client secret; empty: Name.
		Secret string `json:"secret,omitempty"`
	} `json:"dashboard"`
	RedirectForm string      `json:"redirect_form"` // of the product's redirect URI, as long as it is not known
	Facts        [][2]string `json:"facts"`         // what the product needs, in short: label and text
	Sources      []string    `json:"sources"`
	Before       []Passage   `json:"before"` // to read before step 1
	Steps        []GuideStep `json:"steps"`  // seven
}

// Passage is a heading with a text.
type Passage struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// GuideStep is one of the seven steps.
type GuideStep struct {
	Title string      `json:"title"`
	Parts []GuidePart `json:"parts"`
}

// GuidePart is one thing to do.
type GuidePart struct {
	ID    string   `json:"id"`
	Title string   `json:"title"`
	At    string   `json:"at,omitempty"` // where: a Page, or AtApps, AtProduct, AtAccountPortal
	Do    []string `json:"do"`
	Why   string   `json:"why"`
	Wrong []string `json:"wrong,omitempty"` // common mistakes
	Prove string   `json:"prove,omitempty"` // how to confirm it, where that is not obvious
	Copy  []string `json:"copy,omitempty"`  // names of values, see Values
	// Proof are the checks that show it done, or not done: by their IDs, with the suffixes of a sightingKey.
	// Without any, only the user knows.
	Proof []string `json:"proof,omitempty"`
	// For are checks that only show it done: when they fail, something else is wrong. Against are checks that only
	// show it not done: when they pass, it may still be undone.
	For     []string `json:"for,omitempty"`
	Against []string `json:"against,omitempty"`
	// Given is a value of the connection that shows by itself that it was done, though not whether it was done right.
	Given string `json:"given,omitempty"`
	// Optional parts do not keep a step from being done.
	Optional bool `json:"optional,omitempty"`
	// Mistake is set where evidence against the part shows a wrong setting, not just one that is still missing.
	Mistake bool `json:"mistake,omitempty"`
	// NoteIsDone is set where a failing check that is only a note means: done in another way, which does no harm.
	NoteIsDone bool `json:"note_is_done,omitempty"`
	// SayWhy is set where the reason of evidence against the part says more than the part's own Why.
	SayWhy bool `json:"say_why,omitempty"`
	// ByGuide is the part as the product's own guide has it, where Microsoft advises otherwise and either works. It
	// replaces the part's own words for those who follow the product's guide.
	ByGuide *Wording `json:"by_guide,omitempty"`
	// NoPlaceholder replaces the part's own words where the manifest has no placeholder for xms_edov, so that there is
	// none to rename.
	NoPlaceholder *Wording `json:"no_placeholder,omitempty"`
	// Use takes the part of that name from parts.json; what is written here replaces what is written there.
	Use string `json:"use,omitempty"`
}

// Wording replaces what a part says: its title, what to do, and the values to copy.
type Wording struct {
	Title string   `json:"title"`
	Do    []string `json:"do"`
	Copy  []string `json:"copy,omitempty"`
}

// reword replaces the part's words; nil leaves them.
func (p *GuidePart) reword(w *Wording) {
	if w != nil {
		p.Title, p.Do, p.Copy = w.Title, w.Do, w.Copy
	}
}

// sharedParts is the file of the parts that several guides share.
const sharedParts = "parts.json"

// guides reads the files once, when a guide is needed.
var guides = sync.OnceValue(func() []*Guide {
	var parts map[string]GuidePart
	mustRead(sharedParts, &parts)
	files, _ := guideFiles.ReadDir(".") // an embedded folder can be read
	var list []*Guide
	for _, file := range files {
		name := file.Name()
		if name == sharedParts {
			continue
		}
		g := new(Guide)
		mustRead(name, g)
		for _, step := range g.Steps {
			for i, part := range step.Parts {
				step.Parts[i] = part.over(parts[part.Use], g)
			}
		}
		list = append(list, g)
	}
	order.Stable(list, func(a, b *Guide) int { return a.Order - b.Order })
	return list
})

func mustRead(name string, into any) {
	data, err := guideFiles.ReadFile(name)
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields() // a misspelled member would be lost
		err = d.Decode(into)
	}
	if err != nil {
		panic("guide: " + name + ": " + err.Error()) // it is part of the program; a test reads it
	}
}

// over lays a part of a product over the shared one it uses.
func (p GuidePart) over(shared GuidePart, g *Guide) GuidePart {
	out := shared
	if p.Use != "" {
		out.ID = p.Use
	}
	put(&out.ID, p.ID)
	put(&out.Title, p.Title)
	put(&out.At, p.At)
	put(&out.Why, p.Why)
	put(&out.Given, p.Given)
	put(&out.Prove, p.Prove)
	for _, list := range []struct{ to, from *[]string }{
		{&out.Do, &p.Do},
		{&out.Wrong, &p.Wrong},
		{&out.Copy, &p.Copy},
		{&out.Proof, &p.Proof},
		{&out.For, &p.For},
		{&out.Against, &p.Against},
	} {
		if *list.from != nil {
			*list.to = *list.from
		}
	}
	out.Optional, out.Mistake = out.Optional || p.Optional, out.Mistake || p.Mistake
	out.NoteIsDone, out.SayWhy, out.Use = out.NoteIsDone || p.NoteIsDone, out.SayWhy || p.SayWhy, ""
	if strings.HasPrefix(out.Why, "{product}") && g.Called != "" {
		out.Why = words.Sentence(g.filled(out.Why))
	}
	out.ByGuide, out.NoPlaceholder = g.filledWording(p.ByGuide), g.filledWording(p.NoPlaceholder)
	out.Why, out.Prove = g.filled(out.Why), g.filled(out.Prove)
	out.Do, out.Wrong = g.filledAll(out.Do), g.filledAll(out.Wrong)
	return out
}

// filled puts the product and the places in the portal in place of their names.
func (g *Guide) filled(text string) string {
	return portal.Fill(strings.ReplaceAll(text, "{product}", g.called()))
}

// called is the product in a sentence.
func (g *Guide) called() string { return cmp.Or(g.Called, g.Product) }

func (g *Guide) filledWording(w *Wording) *Wording {
	if w == nil {
		return nil
	}
	return &Wording{w.Title, g.filledAll(w.Do), w.Copy}
}

func (g *Guide) filledAll(list []string) []string {
	list = slices.Clone(list)
	for i := range list {
		list[i] = g.filled(list[i])
	}
	return list
}

func put(to *string, from string) {
	if from != "" {
		*to = from
	}
}

// All lists the guides, Clerk's first and the one for a custom app last.
func All() []*Guide { return slices.Clone(guides()) }

// For is the guide for an auth product as a Connection names it. A product without a guide of its own gets the one
// for a custom app, and an empty name the first.
func For(product string) *Guide {
	all := guides()
	for _, g := range all {
		if strings.EqualFold(g.Product, product) || strings.EqualFold(g.ID, product) {
			return g
		}
	}
	if product == "" {
		return all[0]
	}
	return all[len(all)-1]
}

// HasForm reports whether a redirect URI has the path of the product's own.
func (g *Guide) HasForm(uri string) bool {
	is, err := url.Parse(uri)
	form, formErr := url.Parse(g.RedirectForm)
	return err == nil && formErr == nil && is.Path == form.Path
}

// Part finds a part by its ID; ok is false where the guide has none.
func (g *Guide) Part(id string) (part GuidePart, ok bool) {
	for _, step := range g.Steps {
		for _, p := range step.Parts {
			if p.ID == id {
				return p, true
			}
		}
	}
	return GuidePart{}, false
}
