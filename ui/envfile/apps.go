package envfile

import (
	"slices"
	"strings"

	"edov/flow/entra"
	"edov/flow/install"
	"edov/inspect/words"
)

// Refusal says why no connection can be taken from a file, and what to do.
type Refusal struct {
	What  string
	Hints []string
}

// Error is the reason.
func (r *Refusal) Error() string { return r.What }

const hintOneApp = "give edov a file with the settings of one of them"

// use is a setting with its meaning for one app.
type use struct {
	*setting
	meaning
}

// containers are names of sections that say what is in them, and not of which app.
var containers = []string{
	"env", "environment", "vars", "variables", "data", "stringData", "secrets", "secretEnv", "extraEnv", "extraEnvVars",
	"values", "Values", "settings", "appSettings", "build.args", "config",
}

// home is the section that tells whose a setting is.
func (u *use) home() string {
	section := "." + u.section
	for before := ""; isVariable(u.name) && before != section; {
		before = section
		for _, name := range containers {
			section = strings.TrimSuffix(section, "."+name)
		}
	}
	return section
}

// key is a home with what else tells apps of a family apart: the block, the file, what the app is called.
func (u *use) key(section string, block int) string {
	return itoa(u.file) + " " + itoa(u.document) + " " + itoa(block) + " " + u.app + section
}

// anyBlock stands for all blocks of a section.
const anyBlock = -1

// outer are the sections around a setting, the nearest first. A section is within the whole file only for variables.
func (u *use) outer() (list []string) {
	for section := u.home(); section != ""; {
		section = section[:strings.LastIndexByte(section, '.')]
		if section != "" || isVariable(u.name) {
			list = append(list, section)
		}
	}
	return list
}

// owners are the homes of client IDs.
type owners struct {
	apps   map[string]bool // all of them, by their keys; true: it is that of the app
	own    map[string]bool // those of the app, in any file and document
	around map[string]bool // the sections around those
}

// put adds the home of a client ID.
func (o owners) put(u *use, isApp bool) {
	home := u.home()
	o.apps[u.key(home, u.block)] = isApp
	whole := u.key(home, anyBlock)
	before, has := o.apps[whole]
	o.apps[whole] = isApp && (before || !has)
	if !isApp {
		return
	}
	o.own[home], o.own[u.app+home] = true, true
	for _, outer := range u.outer() {
		o.around[outer], o.around[u.app+outer] = true, true
	}
}

// of says whose a setting is. isNear holds for one that may be of the app if it has no owner.
func (o owners) of(u *use) (isApp, hasOwner, isNear bool) {
	home := u.home()
	isNear = o.own[u.app+home] || isVariable(u.name) && o.around[u.app+home]
	isApp, hasOwner = o.apps[u.key(home, u.block)]
	for _, outer := range u.outer() {
		isNear = isNear || o.own[u.app+outer]
		if !hasOwner {
			isApp, hasOwner = o.apps[u.key(outer, anyBlock)]
		}
	}
	return isApp, hasOwner, isNear
}

// candidate is what one family says of an app.
type candidate struct {
	family
	set
	values   map[string]string
	ids      []*use   // its client IDs; several apps if they differ
	conflict [2]*use  // two values for one thing
	spare    []Found  // what is not used
	blank    *setting // a client ID that has no value
}

// pick finds the settings of one app of a family.
func pick(f family, list []*setting) *candidate {
	c := &candidate{family: f, set: set{Names: map[string]install.Role{}}, values: map[string]string{}}
	var all []*use
	for _, s := range list {
		if m, ok := f.meaning(s); ok {
			all = append(all, &use{s, m})
		}
	}
	o := c.findIDs(all)
	switch {
	case len(apps(c.ids)) > 1:
		all = nil
	case len(c.ids) > 0:
		all = c.own(all, o)
	default:
		all = slices.DeleteFunc(all, func(u *use) bool { return !c.known || u.weak })
	}
	c.take(all)
	return c
}

// findIDs finds the client IDs. Among several files, the first that has one counts.
func (c *candidate) findIDs(all []*use) owners {
	o := owners{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, u := range all {
		if u.role != install.ClientID {
			continue
		}
		isApp := u.why == "" && isID(u.value) &&
			(len(c.ids) == 0 || u.file == c.ids[0].file || sameID(u.value, c.ids[0].value))
		switch {
		case isApp:
			c.ids = append(c.ids, u)
		case u.why != "" && c.blank == nil:
			c.blank = u.setting
		}
		o.put(u, isApp)
	}
	return o
}

//go:noinline
func sameID(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }

// own leaves the settings of the app. Tenants that stand by themselves count only if the app names none.
func (c *candidate) own(all []*use, o owners) []*use {
	isWeak := func(u *use) bool { return u.weak }
	all = c.drop(all, func(u *use) string { return foreign(u, o) })
	all = preferTenants(all, func(*use) bool { return true }, func(u *use) bool {
		isApp, _, _ := o.of(u)
		return isApp || o.apps[u.key(u.home(), anyBlock)] // what is left here is of no other app
	})
	all = c.drop(all, func(u *use) string { return u.why })
	all = preferTenants(all, isWeak, func(u *use) bool { return !u.weak })
	return preferTenants(all, isWeak, func(u *use) bool { return !entra.IsTenantWord(tenantIn(u.role, u.value)) })
}

// drop leaves out the settings that a reason speaks against, and notes those that a person may look for.
func (c *candidate) drop(all []*use, why func(*use) string) (left []*use) {
	for _, u := range all {
		reason, shown := why(u), "found, not shown"
		if reason == u.why {
			shown = "no value"
		}
		switch {
		case reason == "":
			left = append(left, u)
		case !u.weak && (u.role == install.ClientSecret && u.why == "" || reason == u.why):
			about := string(u.role) + ", not used: " + reason
			c.spare = append(c.spare, Found{Name: u.path(), Shown: shown, About: about})
		}
	}
	return left
}

// preferTenants leaves out those of the settings among, that name a tenant, that are not the better ones, if there are
// any better ones.
func preferTenants(all []*use, among, better func(*use) bool) []*use {
	isTenant := func(u *use) bool { return isOfTenant(u.role) }
	if !slices.ContainsFunc(all, func(u *use) bool { return isTenant(u) && better(u) }) {
		return all
	}
	return slices.DeleteFunc(all, func(u *use) bool { return isTenant(u) && among(u) && !better(u) })
}

// foreign says why a setting is not of the app; empty: it is.
func foreign(u *use, o owners) string {
	switch isApp, hasOwner, isNear := o.of(u); {
	case hasOwner && !isApp:
		return "belongs to another app"
	case hasOwner, isNear, isOfTenant(u.role) && !isVariable(u.name):
		return ""
	}
	return "it is in another section than the client ID"
}

// take makes the set of the settings. It takes one secret and one redirect URI, and finds what has two values.
func (c *candidate) take(all []*use) {
	first := map[string]*use{}
	for _, u := range all {
		name := u.name
		if !c.known && !isVariable(name) {
			name = u.path()
		}
		key, isOnce := name, u.role == install.ClientSecret || u.role == install.RedirectURI
		if isOnce {
			key = string(u.role)
		}
		before, has := first[key]
		if !has {
			first[key] = u
		}
		differs := has && before.file == u.file && before.name == u.name && !sameID(before.value, u.value)
		if differs && u.role != install.ClientID && c.conflict[0] == nil {
			c.conflict = [2]*use{before, u}
		}
		if has && (isOnce && !isKnown(name) || c.values[name] != "") {
			continue
		}
		c.Names[name], c.values[name] = u.role, u.value
		if strings.HasSuffix(u.section, "external.azure") && u.role == install.ClientID {
			c.product = "Supabase"
		}
	}
	c.Product, c.Beside = c.product, c.beside
}

// apps are the client IDs that differ.
func apps(ids []*use) (list []*use) {
	seen := map[string]bool{}
	for _, u := range ids {
		if id := strings.ToLower(strings.TrimSpace(u.value)); !seen[id] {
			seen[id] = true
			list = append(list, u)
		}
	}
	return list
}

// most is how many places a sentence names.
const most = 5

// where names settings by the way to them.
func where(list []*use) string {
	var names []string
	for i, u := range list {
		if i == most {
			names = append(names, itoa(len(list)-most)+" more")
			break
		}
		name := u.path()
		if u.document > 0 {
			name = "document " + itoa(u.document+1) + ", " + name
		}
		if u.line > 0 {
			name += " (line " + itoa(u.line) + ")"
		}
		names = append(names, name)
	}
	return words.List(names, "and")
}

// refusal says why the settings are not those of one app; nil: they are.
func refusal(all []*candidate, chosen *candidate, byProduct bool) error {
	list := chosen.ids
	for _, c := range all {
		for _, u := range c.ids {
			first := chosen.ids[0]
			beside := u.file != first.file || u.section == first.section && u.document == first.document
			if !beside && !byProduct {
				list = append(list, u)
			}
		}
	}
	list = apps(list)
	switch two := chosen.conflict; {
	case len(list) > 1:
		return &Refusal{
			"this file has the client IDs of " + itoa(len(list)) + " apps: " + where(list), []string{hintOneApp},
		}
	case two[0] != nil:
		return &Refusal{
			"this file has two values for one " + string(two[0].role) + ": " + where(two[:]),
			[]string{"remove the one that your app does not use"},
		}
	}
	return nil
}
