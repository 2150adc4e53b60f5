package cmd

import (
	"edov/inspect/guide"
	"edov/inspect/report/diff"
	"edov/ui/render/text"
	"edov/ui/store"
)

// history lists the kept reports of the connection, and shows one again or what
// changed from it to the newest.
func (c *conversation) history() error {
	key := c.key()
	if key == "" {
		c.say("only the reports of kept connections are kept: Change the connection asks for a name")
		return nil
	}
	st, err := c.p.openStore()
	if err != nil {
		return c.told(err)
	}
	if err := c.p.listHistory(key, &output{format: "text"}); err != nil {
		return c.told(err)
	}
	which, err := c.ask("number of the report to show; empty: back:")
	if err != nil || which == "" {
		return err
	}
	r, err := historicReport(st, key, which)
	if err != nil {
		return c.told(err)
	}
	c.show(r, text.Options{})
	newest, err := st.Latest(key)
	if err == nil && newest != nil && newest.JudgedAt.After(r.JudgedAt) {
		c.say("\nfrom this report to the newest of a sign-in:")
		text.Diff(c.p.Stdout, r, newest, diff.Between(r, newest))
	}
	return nil
}

// connections lists the kept connections, to use another one.
func (c *conversation) connections() error {
	st, err := c.p.openStore()
	if err != nil {
		return c.told(err)
	}
	list, err := st.List()
	if err != nil {
		return c.told(unfinished(err.Error()))
	}
	var items []item
	for _, e := range list {
		if e.Err != nil {
			c.say("%s cannot be used: %s", e.Name, e.Err)
			continue
		}
		items = append(items, item{e.Name, func() error { return c.use(st, e.Saved) }})
	}
	if c.saved != nil {
		name := c.saved.Connection.Name
		items = append(items, item{"Forget " + name, func() error { return c.forget(st, name) }})
	}
	items = append(items, item{"Another one", c.setUpAnother})
	return c.menu("Which connection?", append(items, item{"Back", func() error { return errBack }}))
}

// setUpAnother asks for a second connection. Who goes back has the first one
// again, and the practice, if it was that.
func (c *conversation) setUpAnother() error {
	before := *c
	c.connection, c.saved, c.practice, c.held, c.way, c.wayBase, c.app, c.last = nil, nil, nil, nil, nil, nil, nil, nil
	err := c.setUp()
	switch {
	case c.connection == nil:
		*c = before
	case before.practice != nil:
		_ = before.practice.Close()
		before.held.Release()
	}
	return err
}

// forget removes the connection that is used now.
func (c *conversation) forget(st *store.Store, name string) error {
	yes, err := c.yes("forget "+name+", its history and its secret in the keyring? nothing changes at Microsoft [y/N]", false)
	if err != nil || !yes {
		return err
	}
	note, err := st.Forget(c.ctx, name)
	if note != "" {
		c.say("note: %s", note)
	}
	if err != nil {
		return c.told(unfinished(err.Error()))
	}
	c.say("forgotten: %s", name)
	c.connection, c.saved, c.way, c.wayBase, c.app, c.last = nil, nil, nil, nil, nil, nil
	return nil
}

// use makes a kept connection the one to test.
func (c *conversation) use(st *store.Store, saved *store.Saved) error {
	name := saved.Connection.Name
	way, err := st.Progress(name)
	if err != nil {
		c.say("note: %s", err)
		way = new(guide.Progress)
	}
	if err := st.Touch(name); err != nil {
		c.say("note: %s", err)
	}
	connection := saved.Connection
	c.endPractice()
	c.connection, c.saved, c.app, c.last = &connection, saved, nil, nil
	c.begun(way)
	c.p.warnOfExpiry(saved)
	return nil
}
