package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKeysPageHasAll: a key that a screen names, in a large window or a small one, is on the page.
func TestKeysPageHasAll(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "keys.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(string(data), "\r\n", "\n")
	for name, screens := range shown(t) {
		for _, size := range sizes {
			a := still(t, size[0], size[1], screens)
			a.View()
			for _, b := range keysOf(a.top()) {
				if k := b.Help().Key; b.Enabled() && k != "" && k != "↑/↓" && !strings.Contains(page, "`"+k+"`") {
					t.Errorf("%s in %d columns: %q (%s)", name, size[0], k, b.Help().Desc)
				}
			}
		}
	}
}
