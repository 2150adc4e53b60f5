package cmd_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// repositoryPath is a path of this repository within marks: alone, or as an argument that begins with ./.
var repositoryPath = regexp.MustCompile("(?:`(?:\\./)?|`[^`\n]* \\./)" +
	"((?:\\.ci|docs|flow|inspect|testdata|ui)/[\\w./*-]+)(?:[ :][^`\n]*)?`")

// TestPathsOfThePagesExist: a page names no file that was renamed or removed.
func TestPathsOfThePagesExist(t *testing.T) {
	found := 0
	for _, name := range append(pages(t), "CHANGELOG.md") {
		for _, m := range repositoryPath.FindAllStringSubmatch(readPage(t, name), -1) {
			path := strings.TrimRight(m[1], "./") // also of ./ui/...
			list, err := filepath.Glob(filepath.Join(root, path))
			if err != nil || len(list) == 0 {
				t.Errorf("%s names %s, which does not exist", name, path)
			}
			found++
		}
	}
	if found < 100 {
		t.Errorf("the pages name %d paths", found)
	}
}
