package flow

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// portOwner names the program that listens on a loopback port, as "name (PID 123)"; empty if
// it is not known: on other systems than Linux, or for another user's program. proc is
// where procfs is mounted.
func portOwner(proc string, port int) string {
	inodes := map[string]bool{}
	for _, table := range []string{"net/tcp", "net/tcp6"} {
		listenInodes(filepath.Join(proc, table), port, inodes)
	}
	if len(inodes) == 0 {
		return ""
	}
	fds, _ := filepath.Glob(filepath.Join(proc, "[0-9]*", "fd", "*")) // the pattern is valid
	for _, fd := range fds {
		target, err := os.Readlink(fd)
		if err != nil {
			continue // another user's process, or one that has ended
		}
		inode, ok := strings.CutPrefix(target, "socket:[")
		if ok && inodes[strings.TrimSuffix(inode, "]")] {
			return processName(filepath.Dir(filepath.Dir(fd)))
		}
	}
	return ""
}

// listenInodes adds the sockets that listen on a port, from the kernel's list
// (proc_pid_net(5)): local address in hex, state 0A, inode.
func listenInodes(table string, port int, inodes map[string]bool) {
	f, err := os.Open(table)
	if err != nil {
		return
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 10 || fields[3] != "0A" {
			continue
		}
		_, hex, _ := strings.Cut(fields[1], ":")
		if n, err := strconv.ParseUint(hex, 16, 16); err == nil && int(n) == port {
			inodes[fields[9]] = true
		}
	}
}

// processName reads the name of a process, which its owner can choose freely.
func processName(dir string) string {
	comm, err := os.ReadFile(filepath.Join(dir, "comm"))
	if err != nil {
		return "PID " + filepath.Base(dir)
	}
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, string(comm))
	return cut(name, 32) + " (PID " + filepath.Base(dir) + ")"
}

// portOwnerCommand is the command that shows which program uses a port.
func portOwnerCommand(goos string, port int) string {
	p := strconv.Itoa(port)
	switch goos {
	case "linux":
		return "ss -ltnp 'sport = :" + p + "'"
	case "windows":
		return "netstat -ano | findstr :" + p
	}
	return "lsof -nP -iTCP:" + p + " -sTCP:LISTEN"
}
