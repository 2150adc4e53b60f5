package strictjson

import (
	"bytes"
	"sort"
)

// Lines converts byte offsets of a text to line numbers.
type Lines []int // offsets of the line ends

// LinesOf finds the line ends of a text.
func LinesOf(data []byte) Lines {
	var l Lines
	for at := 0; ; {
		n := bytes.IndexByte(data[at:], '\n')
		if n < 0 {
			return l
		}
		l = append(l, at+n)
		at += n + 1
	}
}

// Line is the number, from 1, of the line on which a value begins.
func (l Lines) Line(v Value) int { return sort.SearchInts(l, max(v.Begin()-1, 0)) + 1 }
