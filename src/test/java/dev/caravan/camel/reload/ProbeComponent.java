package dev.caravan.camel.reload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * Counts starts and stops per name, binds a port when its consumer starts, and can refuse to start.
 */
final class ProbeComponent extends DefaultComponent {

  /** Something a test does at a moment. */
  interface Action {
    void run() throws Exception;
  }

  /** What happened to all components that share it. */
  static final class Counts {
    final Map<String, AtomicInteger> endpointsMade = new ConcurrentHashMap<>();
    final Map<String, AtomicInteger> starts = new ConcurrentHashMap<>();
    final Map<String, AtomicInteger> stops = new ConcurrentHashMap<>();
    final Map<String, CountDownLatch> blocked = new ConcurrentHashMap<>();
    final Map<String, Action> onStop = new ConcurrentHashMap<>();
    final AtomicInteger componentStarts = new AtomicInteger();
    final AtomicInteger endpointStarts = new AtomicInteger();

    int starts(String name) {
      return count(starts, name);
    }

    int stops(String name) {
      return count(stops, name);
    }

    static int count(Map<String, AtomicInteger> counts, String name) {
      AtomicInteger count = counts.get(name);
      return count == null ? 0 : count.get();
    }

    static void add(Map<String, AtomicInteger> counts, String name) {
      counts.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
    }
  }

  private final Counts counts;

  ProbeComponent(Counts counts) {
    this.counts = counts;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    counts.componentStarts.incrementAndGet();
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    Counts.add(counts.endpointsMade, remaining);
    ProbeEndpoint endpoint = new ProbeEndpoint(uri, this, counts, remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  /** Its options are those of the setters. */
  public static final class ProbeEndpoint extends DefaultEndpoint {
    private final Counts counts;
    private final String name;
    private int port;
    private int delay;
    private String refusal = "";

    ProbeEndpoint(String uri, ProbeComponent component, Counts counts, String name) {
      super(uri, component);
      this.counts = counts;
      this.name = name;
    }

    public void setPort(int port) {
      this.port = port;
    }

    public void setDelay(int delay) {
      this.delay = delay;
    }

    public int getDelay() {
      return delay;
    }

    public void setRefusal(String refusal) {
      this.refusal = refusal;
    }

    @Override
    protected void doStart() throws Exception {
      super.doStart();
      counts.endpointStarts.incrementAndGet();
    }

    @Override
    public Producer createProducer() {
      return new DefaultProducer(this) {
        @Override
        public void process(org.apache.camel.Exchange exchange) throws Exception {
          CountDownLatch latch = counts.blocked.get(name);
          if (latch != null) {
            latch.await();
          }
        }

        @Override
        protected void doStart() throws Exception {
          super.doStart();
          Counts.add(counts.starts, name);
        }
      };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
      return new ProbeConsumer(this, processor);
    }
  }

  private static final class ProbeConsumer extends DefaultConsumer {
    private final ProbeEndpoint endpoint;
    private ServerSocket socket;

    ProbeConsumer(ProbeEndpoint endpoint, Processor processor) {
      super(endpoint, processor);
      this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
      super.doStart();
      if (!endpoint.refusal.isEmpty()) {
        throw new IOException(endpoint.refusal);
      }
      if (endpoint.port != 0) {
        socket = new ServerSocket(endpoint.port, 1, InetAddress.getLoopbackAddress());
      }
      Counts.add(endpoint.counts.starts, endpoint.name);
    }

    @Override
    protected void doStop() throws Exception {
      if (socket != null) {
        socket.close();
        socket = null;
      }
      Counts.add(endpoint.counts.stops, endpoint.name);
      Action action = endpoint.counts.onStop.remove(endpoint.name);
      if (action != null) {
        action.run();
      }
      super.doStop();
    }
  }
}
