//go:build linux || darwin

package files

import "syscall"

// The modes of access(2): to write, and to search.
const (
	mayWrite  = 2
	maySearch = 1
)

// Writable says why the user can't make files in a folder; nil: nothing that is known prevents it.
func Writable(folder string) error { return syscall.Access(folder, mayWrite|maySearch) }
