package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/lazy"
	"edov/inspect/guide"
)

// nameShape is the form of a name, which becomes the name of a file on any system.
var nameShape = lazy.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$`)

// windowsNames are devices on Windows, whatever follows a dot.
var windowsNames = lazy.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)`)

// notInName is what a suggested name has a hyphen for.
var notInName = lazy.MustCompile(`[^a-z0-9]+`)

// ValidName says what is wrong with the name of a connection.
func ValidName(name string) error {
	switch {
	case name == "":
		return errors.New("a connection needs a name")
	case len(name) > 64:
		return errors.New("the name is longer than 64 characters")
	case !nameShape.MatchString(name) || strings.HasSuffix(name, "."):
		return errors.New("a name has only letters, digits, dot, dash and underscore; " +
			"it doesn't begin or end with a dot, or begin with a dash")
	case windowsNames.MatchString(name):
		return errors.New("this name is a device on Windows")
	case isReserved(strings.ToLower(name)):
		return errors.New("edov uses this name itself")
	}
	return nil
}

// The names under which edov saves things that are not connections.
const (
	// PracticeKey is for the practice at the demo tenant.
	PracticeKey = "demo"
	// practiceState is for the state of its demo tenant.
	practiceState = "demo-tenant"
)

// NewKey is the name for the progress through a guide until its connection is saved.
func NewKey(g *guide.Guide) string { return "new-" + g.ID }

func isReserved(name string) bool {
	return name == PracticeKey || name == practiceState ||
		slices.ContainsFunc(guide.All(), func(g *guide.Guide) bool { return name == NewKey(g) })
}

// validKey is ValidName for progress and history, which the reserved names have too.
func validKey(key string) error {
	if isReserved(key) {
		return nil
	}
	return ValidName(key)
}

// SuggestName is a name for a connection that is not taken yet.
func SuggestName(c flow.Connection, taken []string) string {
	base := "connection"
	if c.Product != "" {
		base = strings.Trim(notInName.ReplaceAllString(strings.ToLower(c.Product), "-"), "-")
	}
	if ValidName(base) != nil {
		base = "connection"
	}
	name := base
	for n := 2; slices.ContainsFunc(taken, func(t string) bool { return strings.EqualFold(t, name) }); n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	return name
}
