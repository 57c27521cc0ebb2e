package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/coder/websocket"
)

type ask struct {
	URL       string            `json:"url"`
	Method    string            `json:"method"`
	Headers   map[string]string `json:"headers"`
	BodyBytes int               `json:"bodyBytes"`
	// Connects there instead of asking for the host's address.
	Address string `json:"address"`
	// The name server that is asked, and the file of the authorities that are believed; empty for the system's.
	DNS string `json:"dns"`
	CA  string `json:"ca"`
	// Messages to send and hear again, and how long to wait between two; of a websocket only.
	Messages   int `json:"messages"`
	IntervalMs int `json:"intervalMs"`
}

type told struct {
	Status   int                 `json:"status"`
	Protocol string              `json:"protocol"`
	Headers  map[string][]string `json:"headers"`
	Body     string              `json:"body"`
	// The serial number of the server's certificate; empty without TLS.
	Serial string `json:"serial"`
	// The messages of a websocket that came back.
	Echoed int    `json:"echoed"`
	Error  string `json:"error"`
}

// fetch makes HTTP requests one after the other, and follows no redirect.
func fetch(input io.Reader) error {
	var asked []ask
	if err := json.NewDecoder(input).Decode(&asked); err != nil {
		return err
	}
	answers := make([]told, len(asked))
	for index, one := range asked {
		answer, err := one.send()
		answer.Error = textOf(err)
		answers[index] = answer
	}
	return answer(answers)
}

func (one ask) send() (told, error) {
	client, err := one.client(20 * time.Second)
	if err != nil {
		return told{}, err
	}
	defer client.CloseIdleConnections()
	request, err := http.NewRequest(one.Method, one.URL, bytes.NewReader(make([]byte, one.BodyBytes)))
	if err != nil {
		return told{}, err
	}
	for name, value := range one.Headers {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return told{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	serial := ""
	if response.TLS != nil {
		serial = response.TLS.PeerCertificates[0].SerialNumber.Text(16)
	}
	return told{
		Status: response.StatusCode, Protocol: response.Proto, Headers: response.Header, Body: string(body), Serial: serial,
	}, err
}

func (one ask) client(timeout time.Duration) (*http.Client, error) {
	authorities, err := authoritiesOf(one.CA)
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: 5 * time.Second}
	if one.DNS != "" {
		dialer.Resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, one.DNS)
		}}
	}
	return &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			ForceAttemptHTTP2: true,
			// Bodies are looked at as they were sent.
			DisableCompression: true,
			TLSClientConfig:    &tls.Config{RootCAs: authorities},
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				if one.Address != "" {
					address = one.Address
				}
				return dialer.DialContext(ctx, network, address)
			},
		},
	}, nil
}

func authoritiesOf(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate", path)
	}
	return pool, nil
}

// websocketClient sends messages one after the other and waits for each to come back.
func websocketClient(input io.Reader) error {
	var one ask
	if err := json.NewDecoder(input).Decode(&one); err != nil {
		return err
	}
	echoed, err := one.converse()
	return answer(told{Echoed: echoed, Error: textOf(err)})
}

func (one ask) converse() (int, error) {
	client, err := one.client(0)
	if err != nil {
		return 0, err
	}
	// A websocket begins as a request of HTTP/1.1.
	client.Transport.(*http.Transport).ForceAttemptHTTP2 = false
	limit, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	connection, _, err := websocket.Dial(limit, one.URL, &websocket.DialOptions{HTTPClient: client})
	if err != nil {
		return 0, err
	}
	defer connection.CloseNow()
	for count := range one.Messages {
		message := fmt.Appendf(nil, "message %d", count)
		if err := connection.Write(limit, websocket.MessageText, message); err != nil {
			return count, err
		}
		_, heard, err := connection.Read(limit)
		if err != nil {
			return count, err
		}
		if !bytes.Equal(heard, message) {
			return count, fmt.Errorf("%q came back as %q", message, heard)
		}
		// Whoever waits for the conversation to have begun reads this.
		fmt.Fprintln(os.Stderr, count+1)
		time.Sleep(time.Duration(one.IntervalMs) * time.Millisecond)
	}
	return one.Messages, connection.Close(websocket.StatusNormalClosure, "")
}
