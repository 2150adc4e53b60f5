// Package lazy has regular expressions that are compiled when they are first used. edov
// has some hundred of them, a command needs a few, and compiling them all took longer than
// everything else that edov does before its first line of work.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp is a regular expression that is compiled when it is first used. Its methods are
// those of regexp.Regexp.
type Regexp struct {
	source string
	once   sync.Once
	re     *regexp.Regexp
}

// MustCompile is regexp.MustCompile, except that an invalid expression panics when it is
// first used. A test compiles all of them.
func MustCompile(source string) *Regexp { return &Regexp{source: source} }

func (r *Regexp) compiled() *regexp.Regexp {
	r.once.Do(func() { r.re = regexp.MustCompile(r.source) })
	return r.re
}

// String is the source of the expression.
func (r *Regexp) String() string { return r.source }
