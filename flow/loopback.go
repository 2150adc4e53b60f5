package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// binding is the listeners on the redirect URI's port. For the host localhost both loopback
// families are bound, since a browser may try either first, and another user of the
// machine could bind the free one (RFC 8252 section 8.3).
type binding struct {
	redirectURI *url.URL // with the port that was bound
	listeners   []net.Listener
	warning     string // something unusual but harmless, for the user
}

// listenFunc is net.Listen, or in tests that of a machine without IPv6.
type listenFunc func(network, address string) (net.Listener, error)

// anyPortTries bounds the search for a port that is free in both families.
const anyPortTries = 20

// bind binds the redirect URI's port, or the first free fallback port, or with AnyPort a
// port that the system chooses. The socket stays open: a port is never tested, closed and
// bound again.
func bind(listen listenFunc, c Connection) (*binding, *Failure) {
	uri, err := url.Parse(c.RedirectURI)
	if err != nil {
		return nil, listenerFailure("invalid redirect URI", "use "+DefaultRedirectURI)
	}
	ports := []int{80} // RFC 9110 section 4.2.1
	if uri.Port() != "" {
		ports[0], _ = strconv.Atoi(uri.Port())
	}
	ports = append(ports, c.FallbackPorts...)
	if c.AnyPort {
		ports = make([]int, anyPortTries)
	}
	var failed *bindError
	for _, port := range ports {
		b, err := bindPort(listen, uri, port)
		if err == nil {
			return b, nil
		}
		if failed == nil {
			failed = err
		}
	}
	return nil, failed.failure(ports)
}

// bindError is a port that could not be bound.
type bindError struct {
	address string
	port    int
	half    bool // the other loopback family was free
	err     error
}

// bindPort binds one port in all families that the host needs; 0 stands for any port.
func bindPort(listen listenFunc, uri *url.URL, port int) (*binding, *bindError) {
	b := &binding{}
	hosts := []string{uri.Hostname()}
	if strings.EqualFold(uri.Hostname(), "localhost") {
		hosts = []string{"127.0.0.1", "::1"}
	}
	for i, host := range hosts {
		network := "tcp4"
		if strings.Contains(host, ":") {
			network = "tcp6"
		}
		ln, err := listen(network, net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil && i > 0 && noSuchFamily(err) {
			b.warning = "this machine has no IPv6, so edov listens on 127.0.0.1 only"
			continue
		}
		if err != nil {
			b.closeListeners()
			half := i > 0 || len(hosts) > 1 && canBind(listen, hosts[1], port)
			return nil, &bindError{address: host, port: port, half: half, err: err}
		}
		b.listeners = append(b.listeners, ln)
		port = ln.Addr().(*net.TCPAddr).Port
	}
	bound := *uri
	if uri.Port() != "" || port != 80 {
		bound.Host = uri.Hostname() + ":" + strconv.Itoa(port)
		if strings.Contains(uri.Hostname(), ":") {
			bound.Host = net.JoinHostPort(uri.Hostname(), strconv.Itoa(port))
		}
	}
	b.redirectURI = &bound
	return b, nil
}

// canBind reports whether the other family is free, for the message.
func canBind(listen listenFunc, host string, port int) bool {
	ln, err := listen("tcp6", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return false
	}
	ln.Close()
	return true
}

func (b *binding) closeListeners() {
	for _, ln := range b.listeners {
		ln.Close()
	}
}

// addrs lists the bound addresses.
func (b *binding) addrs() []string {
	var addrs []string
	for _, ln := range b.listeners {
		addrs = append(addrs, ln.Addr().String())
	}
	return addrs
}

// failure says which port could not be bound, which program uses it, and what to do.
func (e *bindError) failure(ports []int) *Failure {
	address := net.JoinHostPort(e.address, strconv.Itoa(e.port))
	switch {
	case isErrno(e.err, syscall.EACCES, 10013):
		return e.denied(address, runtime.GOOS)
	case !isErrno(e.err, syscall.EADDRINUSE, 10048):
		return listenerFailure("can't listen on "+address, "check that the loopback interface is up")
	}
	summary := fmt.Sprintf("port %d is in use", e.port)
	if owner := portOwner("/proc", e.port); owner != "" {
		summary += " by " + owner
	}
	if e.half {
		summary += " (on " + address + ")"
	}
	if len(ports) > 1 && e.port != 0 {
		summary += ", and so are the fallback ports"
	}
	return listenerFailure(summary, "stop the program that uses it ("+portOwnerCommand(runtime.GOOS, e.port)+
		" shows it), or choose another port with --port and register its redirect URI")
}

// firstFreePort is the first port that every user may listen on, unless the system is set otherwise.
const firstFreePort = 1024

// denied says of a port that this user may not listen on what would help. It may be free.
// See ip(7), ip_unprivileged_port_start; capabilities(7), CAP_NET_BIND_SERVICE; and for Windows, whose error is also
// that of a reserved range, https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2 (WSAEACCES).
func (e *bindError) denied(address, goos string) *Failure {
	summary := "you don't have permission to listen on " + address
	other := "choose a port above 1023 with --port, and register its redirect URI"
	switch {
	case goos == "windows":
		return listenerFailure(summary+"; Windows may have reserved the port",
			"netsh interface ipv4 show excludedportrange tcp lists what is reserved; choose another port with --port, "+
				"and register its redirect URI")
	case e.port >= firstFreePort:
		return listenerFailure(summary, "the system's settings refuse the port: choose another one with --port, "+
			"and register its redirect URI")
	case goos == "linux":
		other += "; or let edov use this one: sudo setcap cap_net_bind_service=+ep \"$(command -v edov)\", " +
			"or for all programs sudo sysctl net.ipv4.ip_unprivileged_port_start=" + strconv.Itoa(e.port)
	}
	return listenerFailure(summary+"; ports below 1024 need special rights", other)
}

func listenerFailure(summary, hint string) *Failure {
	return &Failure{Stage: StageListener, Kind: FailureLocal, Summary: summary, Hint: hint}
}

// noSuchFamily reports whether the machine does not have the address at all, which is not
// the same as an address in use.
func noSuchFamily(err error) bool {
	return isErrno(err, syscall.EADDRNOTAVAIL, 10049) || isErrno(err, syscall.EAFNOSUPPORT, 10047)
}

// isErrno compares with the Unix number or, on Windows, with that of Winsock.
func isErrno(err error, unix syscall.Errno, winsock syscall.Errno) bool {
	if runtime.GOOS == "windows" {
		return errors.Is(err, winsock)
	}
	return errors.Is(err, unix)
}

// limits bounds what the listener gives to its clients.
type limits struct {
	readHeader, read, write, idle time.Duration
	conns                         int
	grace                         time.Duration // for this long a new connection is not closed to make room
	shutdown                      time.Duration
}

var defaultLimits = limits{
	readHeader: 5 * time.Second, read: 10 * time.Second, write: 10 * time.Second, idle: 5 * time.Second,
	conns: 16, grace: 50 * time.Millisecond, shutdown: time.Second,
}

// loopback serves the redirect URI until it is closed.
type loopback struct {
	server  *http.Server
	conns   *connTable
	limits  limits
	serving sync.WaitGroup
	closing sync.Once
}

// serve starts to answer on all of b's listeners.
func serve(b *binding, h *callbackHandler, l limits) *loopback {
	lb := &loopback{limits: l, conns: newConnTable(l, h.now, h.stray)}
	lb.server = &http.Server{
		Handler:                      h,
		ReadHeaderTimeout:            l.readHeader,
		ReadTimeout:                  l.read,
		WriteTimeout:                 l.write,
		IdleTimeout:                  l.idle,
		MaxHeaderBytes:               16 << 10,
		DisableGeneralOptionsHandler: true,
		ConnContext:                  withConn,
		ErrorLog:                     log.New(io.Discard, "", 0), // it would print the peer's bytes on the terminal
	}
	lb.server.SetKeepAlivesEnabled(false)
	for _, ln := range b.listeners {
		lb.serving.Go(func() { _ = lb.server.Serve(&gate{Listener: ln, conns: lb.conns}) }) // ends with ErrServerClosed
	}
	return lb
}

// close releases the port immediately, gives running responses a moment to finish, and
// returns when nothing is running.
func (lb *loopback) close() {
	lb.closing.Do(func() {
		lb.conns.shut()
		ctx, cancel := context.WithTimeout(context.Background(), lb.limits.shutdown)
		defer cancel()
		if lb.server.Shutdown(ctx) != nil {
			lb.server.Close()
		}
		lb.serving.Wait()
		lb.conns.closeAll()
	})
}
