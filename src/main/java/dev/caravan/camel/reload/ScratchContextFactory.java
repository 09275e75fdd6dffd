package dev.caravan.camel.reload;

import org.apache.camel.CamelContext;

/**
 * Makes the context in which a route file is built on trial.
 *
 * <p>The context must see what the running one sees (beans, properties, component options) but own
 * its components, since these are stopped after the check. It is never started, so whatever opens a
 * socket, port, lock or thread has to do that in {@code doStart}, not before.
 */
@FunctionalInterface
public interface ScratchContextFactory {

  /** Returns a new context that is neither initialised nor started. */
  CamelContext create(CamelContext live) throws Exception;
}
