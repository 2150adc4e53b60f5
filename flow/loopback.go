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

// binding is the redirect URI's port, held. For the host localhost both
// loopback families are held, since a browser may try either first and any
// other user of the machine could take the free one (RFC 8252 section 8.3,
// security reference 0.1).
type binding struct {
	redirectURI *url.URL // with the port really bound
	listeners   []net.Listener
	warning     string // something odd that does not matter, for the user
}

// listenFunc is net.Listen; tests put a machine without IPv6 in its place.
type listenFunc func(network, address string) (net.Listener, error)

// anyPortTries bounds the search for a port that is free in both families.
const anyPortTries = 20

// bind takes the redirect URI's port, or the first free fallback port, or with
// AnyPort one that the system chooses. The socket is kept: a port is never
// probed, closed and bound again.
func bind(listen listenFunc, c Connection) (*binding, *Failure) {
	uri, err := url.Parse(c.RedirectURI)
	if err != nil {
		return nil, listenerFailure("the redirect URI cannot be read", "use "+DefaultRedirectURI)
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

// bindError is one port that could not be had.
type bindError struct {
	address string
	port    int
	half    bool // the other loopback family was free
	err     error
}

// bindPort takes one port in all families the host needs; 0 takes any.
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
			b.warning = "this machine has no IPv6: only 127.0.0.1 listens"
			continue
		}
		if err != nil {
			b.closeListeners()
			return nil, &bindError{address: host, port: port, half: i > 0 || len(hosts) > 1 && canBind(listen, hosts[1], port), err: err}
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

// canBind tells, for the message only, whether the other family was free.
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

// addrs lists the addresses held.
func (b *binding) addrs() []string {
	var addrs []string
	for _, ln := range b.listeners {
		addrs = append(addrs, ln.Addr().String())
	}
	return addrs
}

// failure says which port could not be had, who holds it and what to do.
func (e *bindError) failure(ports []int) *Failure {
	address := net.JoinHostPort(e.address, strconv.Itoa(e.port))
	switch {
	case isErrno(e.err, syscall.EACCES, 10013):
		return listenerFailure("this user may not listen on "+address, "choose a port above 1023 with --port and register its redirect URI")
	case !isErrno(e.err, syscall.EADDRINUSE, 10048):
		return listenerFailure("cannot listen on "+address, "check that the loopback interface is up")
	}
	what := "taken"
	if e.half {
		what = "half taken (" + address + " is in use)"
	}
	by := ""
	if owner := portOwner("/proc", e.port); owner != "" {
		by = " by " + owner
	}
	summary := fmt.Sprintf("port %d is %s%s", e.port, what, by)
	if len(ports) > 1 && e.port != 0 {
		summary += fmt.Sprintf(", and so are the %d fallback ports", len(ports)-1)
	}
	return listenerFailure(summary, "stop the program that holds it ("+portOwnerCommand(runtime.GOOS, e.port)+
		" names it), or choose another port with --port and register its redirect URI")
}

func listenerFailure(summary, hint string) *Failure {
	return &Failure{Stage: StageListener, Kind: FailureLocal, Summary: summary, Hint: hint}
}

// noSuchFamily reports that the machine has no such address at all, which is
// not the same as an address in use.
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

// limits bounds what the listener gives to those who connect (security rule
// G14).
type limits struct {
	readHeader, read, write, idle time.Duration
	conns                         int
	grace                         time.Duration // a new connection has this long before it may be pushed out
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
		ErrorLog:                     log.New(io.Discard, "", 0), // it would quote the peer's bytes on the terminal
	}
	lb.server.SetKeepAlivesEnabled(false)
	for _, ln := range b.listeners {
		lb.serving.Go(func() { _ = lb.server.Serve(&gate{Listener: ln, conns: lb.conns}) }) // ends with ErrServerClosed
	}
	return lb
}

// close frees the port at once, lets answers under way finish for a moment and
// returns when nothing runs any more.
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
