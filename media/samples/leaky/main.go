// Command leaky is a small web shop with memory problems, to try Heaplens on.
//
// It serves itself a modest amount of traffic, so that its profiles are never empty:
//
//	session   keeps every session for ever: the heap grows until -grow-until
//	catalog   allocates much that lives shortly: JSON, growing slices, strings; and takes CPU time
//	checkout  leaves a goroutine behind whenever the payment provider is slow
//	metrics   makes all requests wait for one mutex
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"example.com/leaky/catalog"
	"example.com/leaky/checkout"
	"example.com/leaky/metrics"
	"example.com/leaky/session"
	"example.com/leaky/traffic"
)

func main() {
	runtime.MemProfileRate = 64 << 10 // finer than the default 512 kB: the program is small

	addr := flag.String("addr", "127.0.0.1:6060", "address of the shop and of /debug/pprof/; port 0 picks a free one")
	rate := flag.Int("rate", 20, "bursts of requests per second")
	growUntil := flag.Int64("grow-until", 256, "megabytes of sessions after which nobody signs in any more")
	runFor := flag.Duration("for", 0, "stop after this time; 0 runs until interrupted")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *runFor > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, *runFor)
		defer cancel()
	}
	if err := run(ctx, *addr, *rate, *growUntil<<20); err != nil {
		log.Fatal(err)
	}
}

// run serves the shop, and sends it traffic, until ctx ends.
func run(ctx context.Context, addr string, rate int, growUntil int64) error {
	runtime.SetBlockProfileRate(int(10 * time.Microsecond))
	runtime.SetMutexProfileFraction(1)

	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	// The one line on stdout: whoever starts the program with port 0 reads the address from it.
	fmt.Printf("http://%s\n", listener.Addr())

	sessions := session.NewStore()
	server := &http.Server{Handler: newShop(sessions)}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	go traffic.Generate(ctx, traffic.Plan{
		URL:          "http://" + listener.Addr().String(),
		BurstsPerSec: rate,
		KeepGrowing:  func() bool { return sessions.Bytes() < growUntil },
	})

	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// newShop routes the shop's pages; the pprof handlers registered themselves on the default mux.
func newShop(sessions *session.Store) http.Handler {
	products := catalog.New(2000)
	orders := checkout.NewDesk()
	latency := metrics.NewRecorder()

	mux := http.NewServeMux()
	mux.Handle("/debug/pprof/", http.DefaultServeMux)
	mux.Handle("/login", latency.Measure("login", session.LoginHandler(sessions)))
	mux.Handle("/search", latency.Measure("search", catalog.SearchHandler(products)))
	mux.Handle("/export", latency.Measure("export", catalog.ExportHandler(products)))
	mux.Handle("/checkout", latency.Measure("checkout", checkout.Handler(orders)))
	return mux
}
