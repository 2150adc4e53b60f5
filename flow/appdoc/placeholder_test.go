package appdoc

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestQuickLooksMissNothing: what the expressions match is never ruled out before them.
func TestQuickLooksMissNothing(t *testing.T) {
	if testing.Short() { // the race detector: it starts no goroutine
		t.Skip("no goroutine is started")
	}
	pieces := append([]string{
		"{", "}", "<", ">", "%", "_", "@", "$", "(", ")", "[", "]", "#", "x", "X", "0", "-", ".", " ", "a", "B", "://",
		"YOUR", "Your-", "client", "id", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "TBD", "Todo", "CHANGE", "me", "PlaceHolder",
		"Replace", "ENTER", "xxx", "XX", "Redacted", "•", "█", "...", "??", "*",
	}, wordStarts...)
	random := rand.New(rand.NewPCG(1, 2))
	matched := 0
	for range 50000 {
		var b strings.Builder
		for range 1 + random.IntN(6) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		text := strings.TrimSpace(b.String())
		if text == "" {
			continue
		}
		word, blank := blankWords.MatchString(text), holdsBlank(text)
		name := yours.MatchString(text)
		if word && !canBeWord(text) || blank && !canHoldBlank(text) || name && !strings.Contains(text, "YOUR") ||
			(blank || name) && !strings.ContainsAny(text, blankChars) ||
			yourHost.MatchString(text) && !strings.Contains(strings.ToLower(text), "your") {
			t.Fatalf("%q is ruled out", text)
		}
		if word || blank {
			matched++
		}
	}
	if matched < 2000 {
		t.Errorf("only %d of the texts are placeholders", matched)
	}
}
