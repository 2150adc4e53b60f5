package peers

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"edov/flow/mint"
)

// signature is that of a healthy provider.
func signature(input string) []byte {
	raw, err := b64.DecodeString(rs256(input))
	if err != nil {
		panic(err)
	}
	return raw
}

// signed is how many tokens a run signs, from the same seeds each time: go test -run Agree -args -signed 20000.
var signed = flag.Int("signed", 1200, "how many tokens are signed")

// variants is how many more tokens are made of each, by changes after it was signed, which takes longer than reading.
const variants = 2

// allowed are refusals of tokens that the standards allow, by reader and mutation.
var allowed = map[string]string{
	// It verifies its own form of a header that has white space around it: RFC 7515 section 5.2 has the text as it came.
	"jwx": "white space in JSON",
}

// sample is one token to read, and what is wrong with it.
type sample struct {
	text  string
	names []string
}

// generate makes the tokens of a seed.
func generate(seed uint64, before, after []mutation) []sample {
	r := rand.New(rand.NewPCG(seed, 20))
	d := healthy()
	var names []string
	for range 1 + r.IntN(2) {
		m := pick(r, before...)
		m.apply(r, d)
		names = append(names, m.name)
	}
	text := d.token()
	samples := []sample{{text, names}}
	for range variants {
		m, changed := pick(r, after...), healthy()
		m.apply(r, changed)
		samples = append(samples, sample{changed.after(text), append(slices.Clone(names), m.name)})
	}
	return samples
}

// TestReadersAgree gives the same tokens to edov and to three libraries. What edov accepts they all accept, with the
// same claims. Where two of them accept a token and disagree about its claims, edov refuses it.
func TestReadersAgree(t *testing.T) {
	readers := readers()
	before, after := slices.Concat(headerMutations(), claimMutations(), textMutations()), changesAfter()
	for _, reader := range readers {
		if claims, err := reader.read(healthy().token()); err != nil || claims["email"] != mint.Address {
			t.Fatalf("%s refuses a healthy token: %v", reader.name, err)
		}
	}
	c := comparison{
		accepted: map[string]int{}, stricter: map[string]int{}, disagreed: map[string]int{}, used: map[string]int{},
	}
	each(*signed, func(seed uint64) {
		for _, s := range generate(seed, before, after) {
			c.examine(t, seed, s, readers)
		}
	})
	t.Logf("%d tokens; accepted: %v", c.tokens, c.accepted)
	t.Logf("edov refuses what another accepts: %d, by the last mutation %v; of these others read different claims: %d, %v",
		sum(c.stricter), c.stricter, sum(c.disagreed), c.disagreed)
	for _, m := range slices.Concat(before, after) {
		if c.used[m.name] < *signed/len(before)/4 {
			t.Errorf("%s was tried %d times", m.name, c.used[m.name])
		}
	}
	for _, reader := range readers {
		if n := c.accepted[reader.name]; n < c.tokens/100 || n > c.tokens/2 {
			t.Errorf("%s accepts %d of %d: the tokens are not mixed", reader.name, n, c.tokens)
		}
	}
	if sum(c.stricter) == 0 {
		t.Error("edov is nowhere stricter: the comparison is not sharp")
	}
}

// comparison counts what the readers make of the tokens.
type comparison struct {
	mu                                  sync.Mutex
	tokens                              int
	accepted, stricter, disagreed, used map[string]int
}

func (c *comparison) examine(t *testing.T, seed uint64, s sample, readers []reader) {
	claims, errs := map[string]map[string]any{}, map[string]error{}
	for _, reader := range readers {
		if read, err := reader.read(s.text); err != nil {
			errs[reader.name] = err
		} else {
			claims[reader.name] = read
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tokens++
	for _, name := range s.names {
		c.used[name]++
	}
	same := true
	for name, of := range claims {
		c.accepted[name]++
		for _, other := range claims {
			same = same && reflect.DeepEqual(of, other)
		}
	}
	last := s.names[len(s.names)-1]
	_, ours := claims["edov"]
	for name, err := range errs {
		if known := allowed[name]; ours && (known == "" || !slices.Contains(s.names, known)) {
			t.Errorf("seed %d, %q: edov accepts, and %s refuses: %v\n%s", seed, s.names, name, err, shown(s.text))
		}
	}
	switch {
	case ours && !same:
		t.Errorf("seed %d, %q: the claims differ: %v\n%s", seed, s.names, claims, shown(s.text))
	case !ours && len(claims) > 0:
		c.stricter[last]++
		if !same {
			c.disagreed[last]++
		}
	}
}

func sum(counts map[string]int) int {
	n := 0
	for _, count := range counts {
		n += count
	}
	return n
}

// each calls f for numbers up to n, on all cores.
func each(n int, f func(uint64)) {
	var all sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for core := range cores {
		all.Go(func() {
			for i := core; i < n; i += cores {
				f(uint64(i))
			}
		})
	}
	all.Wait()
}

// shown is a token as a person can read it.
func shown(text string) string {
	var parts []string
	for _, part := range strings.Split(text, ".") {
		raw, err := b64.DecodeString(part)
		if err != nil || !json.Valid(raw) {
			parts = append(parts, part)
			continue
		}
		parts = append(parts, string(raw))
	}
	return strings.Join(parts, "\n")
}
