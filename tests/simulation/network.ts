/** The way from a tab to the server and back, through the weather of its browser. */

import { createEventBody } from './event-body.ts'
import type { EventLoop } from './event-loop.ts'
import type { Ground } from './ground.ts'
import type { Machine } from './machine.ts'
import { type Received, responseOf, type Sent } from './messages.ts'
import { FAIR, type Gateway, travelMs, type Weather } from './weather.ts'

/** Whoever answers at the other end. */
export type Server = {
  readonly isUp: () => boolean
  readonly answer: (sent: Sent) => Promise<Received & { readonly stream: ReadableStream<Uint8Array> | null }>
  readonly listening: (change: 1 | -1) => void
  /** How far the clock that it writes into its answers is off. */
  readonly dateOffMs: () => number
  readonly gateway: () => Gateway
  /** Whether a request was held back for so long that nothing is claimed of it. */
  readonly isTooLate: (sent: Sent, afterMs: number) => Promise<boolean>
}

/** A way that a request takes, and what of it is of interest to whoever counts. */
export type Trip = {
  readonly loop: EventLoop
  readonly sent: Sent
  readonly signal: AbortSignal | null
  /** The answer has arrived at the browser, whatever becomes of the tab. */
  readonly onArrival: (received: Received) => void
}

/** The network of one browser. */
export type Network = {
  readonly weather: () => Weather
  readonly setWeather: (weather: Weather) => void
  readonly onOnlineChange: (listener: () => void) => () => void
  readonly send: (server: Server, trip: Trip) => Promise<Response>
  /** A tab is gone, and with it what it had open. */
  readonly hangUp: (loop: EventLoop) => void
}

/** Makes one, in fair weather. */
export function createNetwork(ground: Ground, machine: Machine): Network {
  const { agenda, dice } = ground
  const listeners = new Set<() => void>()
  const streams = new Set<Stream>()
  let weather = FAIR

  /** Whatever was open is gone, without a word. */
  function breakStreams(): void {
    for (const stream of streams) stream.breakOff()
  }

  machine.onChange(() => !machine.isAwake() && breakStreams())

  function send(server: Server, { loop, sent, signal, onArrival }: Trip): Promise<Response> {
    return new Promise((resolve, reject) => {
      const sentAtMs = agenda.nowMs()
      let isOver = false
      const settle = (act: () => void): void =>
        loop.deliver(() => {
          if (isOver) return
          isOver = true
          act()
        })
      const fail = (afterMs: number): void =>
        void agenda.after(afterMs, () => settle(() => reject(new TypeError('Failed to fetch'))))
      const arrive = (received: Received): void => settle(() => resolve(responseOf(received)))
      signal?.addEventListener('abort', () => {
        if (isOver) return
        isOver = true
        reject(new DOMException('The request was aborted', 'AbortError'))
      })

      /** At the server, or at what stands in front of it. */
      function reach(isCopy: boolean): void {
        const gateway = server.isUp() ? server.gateway() : ({ kind: 'refuses' } as const)
        if (gateway.kind === 'refuses') return isCopy ? undefined : fail(dice.between(1, 50))
        if (gateway.kind === 'answers') return isCopy ? undefined : comeBack(pageOf(gateway))
        ground.holdTime(ask(isCopy))
      }

      async function ask(isCopy: boolean): Promise<void> {
        if (await server.isTooLate(sent, agenda.nowMs() - sentAtMs)) return
        const { stream, ...received } = await server.answer(sent)
        const second = Math.floor((agenda.nowMs() + server.dateOffMs()) / 1000) * 1000
        received.headers.set('date', new Date(second).toUTCString())
        if (isCopy) void stream?.cancel()
        else if (stream === null) comeBack(received)
        else follow(received, stream)
      }

      function comeBack(received: Received): void {
        if (dice.chance(weather.lostOnTheWayBack)) {
          if (dice.chance(0.5)) fail(dice.between(100, 20_000))
          return
        }
        agenda.after(travelMs(weather, dice), () => {
          // Connections do not outlive a sleep, nor the network that they were made in.
          if (!machine.isAwake() || !weather.isOnline) return fail(0)
          if (isOver || loop.isOver()) return
          onArrival(received)
          arrive(received)
        })
      }

      function follow(received: Received, stream: ReadableStream<Uint8Array>): void {
        const reader = stream.getReader()
        const leave = (): void => {
          if (!streams.delete(connection)) return
          server.listening(-1)
          void reader.cancel()
        }
        const events = createEventBody(leave)
        const connection: Stream = {
          loop,
          breakOff: () => {
            leave()
            // Nobody says so, as a rule: it is silence that tells.
            if (dice.chance(0.5)) loop.deliver(events.fail)
          },
        }
        streams.add(connection)
        server.listening(1)
        signal?.addEventListener('abort', () => {
          leave()
          events.fail()
        })
        const hear = async (): Promise<void> => {
          for (;;) {
            const { done, value } = await reader.read()
            agenda.after(travelMs({ ...weather, slow: 0 }, dice), () => {
              if (done) leave()
              if (machine.isAwake() && weather.isOnline)
                loop.deliver(() => (done ? events.end() : events.push(value)))
            })
            if (done) return
          }
        }
        void hear()
        if (weather.cutsStreamsMs !== null)
          agenda.after(weather.cutsStreamsMs + 200, () => {
            leave()
            loop.deliver(events.end)
          })
        agenda.after(travelMs(weather, dice), () => {
          if (loop.isOver() || isOver) return leave()
          settle(() => resolve(Object.assign(responseOf(received), { body: events.body })))
        })
      }

      if (!weather.isOnline) return fail(dice.between(1, 20))
      if (weather.hasPortal) return comeBack(portalPage())
      if (dice.chance(weather.lostOnTheWay))
        return dice.chance(0.5) ? fail(dice.between(100, 20_000)) : undefined
      agenda.after(travelMs(weather, dice), () => reach(false))
      if (dice.chance(weather.doubled)) {
        const laterMs = travelMs(weather, dice) + (dice.chance(0.3) ? dice.between(0, 60_000) : 0)
        agenda.after(laterMs, () => reach(true))
      }
    })
  }

  return {
    weather: () => weather,
    setWeather: (next) => {
      const wasOnline = weather.isOnline
      weather = next
      if (!next.isOnline) breakStreams()
      if (wasOnline !== next.isOnline) for (const listener of listeners) listener()
    },
    onOnlineChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    send,
    hangUp: (loop) => {
      for (const stream of streams) if (stream.loop === loop) stream.breakOff()
    },
  }
}

type Stream = { readonly loop: EventLoop; readonly breakOff: () => void }

function portalPage(): Received {
  const headers = new Headers({ 'content-type': 'text/html; charset=utf-8' })
  return { status: 200, headers, text: '<!doctype html><title>Welcome to our hotel</title>' }
}

function pageOf({ status, retryAfterSeconds }: Extract<Gateway, { kind: 'answers' }>): Received {
  const headers = new Headers({ 'content-type': 'text/html' })
  if (retryAfterSeconds !== null) headers.set('retry-after', String(retryAfterSeconds))
  return { status, headers, text: `<h1>${status}</h1>` }
}
