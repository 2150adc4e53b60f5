package pasted

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"edov/flow"
	"edov/flow/entra"
)

// candidate is one of several tokens.
type candidate struct {
	kind   string // "id" or "access"
	maker  string // "a Google token"; empty: Microsoft's, or not known
	issued float64
}

func candidateOf(p piece) candidate {
	header, claims := flow.NewToken(p.text).Peek()
	c := candidate{kind: p.kind()}
	if m, ok := entra.MakerOf(header, claims); ok {
		c.maker = m.What
	}
	c.issued, _ = strconv.ParseFloat(claims.Get("iat").Text, 64)
	return c
}

// choose finds the token to check: an ID token of Microsoft's before others, the newest of
// several, the first of equals. second is its access token, if there is exactly one of each;
// else -1.
func choose(list []candidate, kind string) (first, second int) {
	rank := func(c candidate) (n int) {
		if kind != "" && c.kind != kind {
			n += 4
		}
		if c.kind == "access" {
			n += 2
		}
		if c.maker != "" {
			n += 3
		}
		return n
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(rank(list[a])-rank(list[b]), cmp.Compare(list[b].issued, list[a].issued))
	})
	first, second = order[0], -1
	ids, accesses := 0, 0
	for i, c := range list {
		switch {
		case c.maker != "":
		case c.kind == "access":
			accesses, second = accesses+1, i
		default:
			ids++
		}
	}
	if kind != "" || ids != 1 || accesses != 1 || list[first].kind != "id" {
		second = -1
	}
	return first, second
}

// noteSeveral says which of several tokens is checked, and what the others are.
func (r *recognizer) noteSeveral(list []candidate, first, second int, where string) {
	if where != "" {
		where = " in " + where
	}
	if second >= 0 && len(list) == 2 {
		r.note("found an ID token and an access token" + where + "; nothing else is checked")
		return
	}
	count := map[string]int{}
	var names []string
	for i, c := range list {
		if i == first || i == second {
			continue
		}
		if count[c.name()]++; count[c.name()] == 1 {
			names = append(names, c.name())
		}
	}
	chosen, article := list[first].plainKind(), "the "
	if count[list[first].name()] > 0 {
		article = "the newest "
		for i, c := range list {
			if i != first && c.name() == list[first].name() && c.issued == list[first].issued {
				article = "the first "
			}
		}
	}
	if second >= 0 {
		chosen += " and its access token"
	}
	for i, name := range names {
		if n := count[name]; n > 1 {
			names[i] = fmt.Sprintf("%s (%d times)", name, n)
		} else if name == list[first].name() {
			names[i] = "another " + list[first].plainKind()
		}
	}
	if more := len(names) - maxNamed; more > 0 {
		names = append(names[:maxNamed], "others")
	}
	r.note(fmt.Sprintf("found %d tokens%s, checks %s%s; not checked: %s",
		len(list), where, article, chosen, strings.Join(names, ", ")))
}

// maxNamed bounds how many kinds of tokens a note names.
const maxNamed = 6

// name is the kind with its article.
func (c candidate) name() string { return cmp.Or(c.maker, "an "+c.plainKind()) }

func (c candidate) plainKind() string {
	switch {
	case c.maker != "":
		return c.maker[strings.IndexByte(c.maker, ' ')+1:]
	case c.kind == "access":
		return "access token"
	}
	return "ID token"
}
