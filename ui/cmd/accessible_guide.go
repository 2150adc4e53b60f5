package cmd

import (
	"errors"
	"fmt"
	"strings"

	"edov/flow"
	"edov/inspect/guide"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/words"
	"edov/ui/store"
	"edov/ui/tui"
)

// guide walks through the setup guide: a list of its parts with their states,
// then one part after another.
func (c *conversation) guide() error {
	if c.connection == nil || c.connection.Product == "" {
		return c.guideProduct()
	}
	if c.practice != nil {
		c.lookAtPractice()
	}
	walk := c.walk()
	c.say("\nSetup guide for %s: %d of %d steps done", walk.For, walk.Done, len(walk.Steps))
	items := []item{{"Before you start", func() error { return c.preface(walk) }}}
	for _, step := range walk.Steps {
		for _, part := range step.Parts {
			label := fmt.Sprintf("step %d: %s: %s", step.Number, part.Title, part.Words())
			if part.Optional {
				label += " (optional)"
			}
			items = append(items, item{label, func() error { return c.part(&part) }})
		}
	}
	return c.menu("Which part?", append(items, item{"Back", func() error { return errBack }}))
}

// guideProduct asks what the registration is for.
func (c *conversation) guideProduct() error {
	items := []item{{"Practise with the demo tenant: no account needed", c.practise}}
	for _, g := range guide.All() {
		items = append(items, item{"For " + g.Product, func() error {
			if c.connection == nil {
				c.connection = new(flow.Connection)
			}
			c.connection.Product = g.Product
			return c.guide()
		}})
	}
	return c.menu("Which guide?", append(items, item{"Back", func() error { return errBack }}))
}

func (c *conversation) walk() *guide.Walk {
	if c.way == nil {
		c.way = new(guide.Progress)
	}
	c.way.About(*c.connection)
	secret := c.connection.Public || !c.connection.Secret.IsZero() || c.saved != nil && c.saved.HasSecret()
	return guide.For(c.connection.Product).Walk(c.way, *c.connection, secret, c.p.now())
}

func (c *conversation) preface(w *guide.Walk) error {
	for _, p := range w.Before {
		c.say("\n%s\n%s", p.Title, p.Text)
	}
	c.say("")
	for _, f := range w.Facts {
		c.say("%s: %s", f[0], f[1])
	}
	return c.guide()
}

// part tells one part and what can be done with it.
func (c *conversation) part(p *guide.WalkPart) error {
	c.say("\n%s\n%s", p.Title, p.StateLine())
	for _, cause := range words.Causes(p.SeenWhy) {
		c.say("%s", cause)
	}
	for _, do := range p.Do {
		c.say("- %s", do)
	}
	values, link := p.Values, p.Link
	if c.practice != nil && p.At != "" {
		link = tui.DemoPage(c.practice, p.At)
	}
	if c.practice != nil && p.At == portal.AtAccountPortal {
		values = nil // its address is the page
	}
	for _, v := range values {
		label := v.Label
		if v.Form {
			label += ", in the form"
		}
		c.say("%s:\n%s", label, v.Text)
	}
	if link != "" {
		c.say("page: %s", link)
	}
	c.say("why: %s", p.Why)
	if p.Prove != "" && p.State != guide.PartProven && c.practice == nil {
		c.say("to have it proven: %s", p.Prove)
	}
	for _, w := range p.Wrong {
		c.say("often wrong: %s", w)
	}
	items := []item{}
	if link != "" {
		items = append(items, item{"Open the page", func() error { return c.openPage(p, link) }})
	}
	switch {
	case !p.Markable():
	case p.State == guide.PartOpen:
		items = append(items, item{"Mark as done", func() error { return c.markPart(p.ID, true) }})
	default:
		items = append(items, item{"Take the mark back", func() error { return c.markPart(p.ID, false) }})
	}
	items = append(items, item{"Connection: client ID and secret", c.thenGuide(c.setUp)})
	if c.practice == nil { // whose registration is looked at by itself
		items = append(items, item{"App registration", c.thenGuide(c.registration)})
	}
	if c.connection.ClientID != "" {
		items = append(items, item{"Test sign-in", c.thenGuide(c.testSignIn)})
	}
	return c.menu("What next?", append(items, item{"Back to the guide", c.guide}))
}

// thenGuide comes back to the guide afterwards.
func (c *conversation) thenGuide(do func() error) func() error {
	return func() error {
		if err := do(); err != nil && !errors.Is(err, errBack) {
			return err
		}
		return c.guide()
	}
}

// openPage opens an address in the user's browser, and comes back to the part.
func (c *conversation) openPage(p *guide.WalkPart, address string) error {
	how, err := browserOf(c.p.Env, "auto")(c.ctx, address)
	if err != nil {
		c.say("no browser was opened: %s", err)
	} else {
		c.say("opened with %s", how)
	}
	return c.part(p)
}

func (c *conversation) markPart(id string, done bool) error {
	c.way.Say(id, done, c.p.now())
	if err := c.keepWay(); err != nil {
		c.say("note: not kept: %s", err)
	}
	return c.guide()
}

// saw takes over what a report shows, for the guide.
func (c *conversation) saw(r *report.Report) {
	if c.way == nil {
		c.way = new(guide.Progress)
	}
	if c.connection == nil || !strings.EqualFold(r.Request.ClientID, c.connection.ClientID) {
		return
	}
	c.way.Observe(r)
	c.p.keepRun(c.key(), r, c.noHistory)
}

// keepWay writes the progress of what is kept.
func (c *conversation) keepWay() error {
	key := c.key()
	if key == "" {
		return nil
	}
	st, err := c.p.openStore()
	if err != nil {
		return err
	}
	if c.way == nil {
		return nil
	}
	mine, base := c.way.Clone(), c.wayBase
	if base == nil || c.wayKey != key {
		base = new(guide.Progress)
	}
	now, err := st.UpdateProgress(key, func(kept *guide.Progress) { kept.Merge(base, mine) })
	if err == nil {
		c.begun(now)
	}
	return err
}

// key is the name under which the progress and the reports are kept; empty:
// they are not.
func (c *conversation) key() string {
	switch {
	case c.practice == nil:
		return keyOf(c.saved)
	case c.held.Mine:
		return store.PracticeKey
	}
	return "" // another edov keeps it
}

// begun takes the progress that was kept.
func (c *conversation) begun(way *guide.Progress) {
	c.way, c.wayBase, c.wayKey = way, way.Clone(), c.key()
}
