/** Tries what is shipped for operators: service unit, installation, proxy, alerts, container. */
@NullMarked
package dev.caravan.deploy;

import org.jspecify.annotations.NullMarked;
