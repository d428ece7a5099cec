"""
Bluetooth without hardware: one virtual controller for each pseudo-terminal, all within reach of each
other. A Bluetooth stack that speaks HCI over a UART uses such a terminal as its adapter.

usage: virtual-bluetooth.py LINK [LINK ...]
  Each LINK becomes a symbolic link to a pseudo-terminal. "ready" on standard output says that all
  are there. Standard input takes lines:
    away N      the controller at place N (from 0) goes out of reach: its links break
    back N      it is within reach again
    signal N D  it is heard with D dBm

Needs Google's bumble (pip install bumble==0.0.236).
"""
import asyncio
import sys

from bumble import hci, ll
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.link import LocalLink
from bumble.transport import open_transport

CONNECTION_TIMEOUT = 0x08


class Air(LocalLink):
    """What is between the controllers: nothing passes to or from one that is out of reach."""

    def __init__(self):
        super().__init__()
        self.away = set()

    def send_advertising_pdu(self, sender_controller, packet):
        if sender_controller in self.away:
            return
        for controller in self.controllers - self.away - {sender_controller}:
            asyncio.get_running_loop().call_soon(controller.on_ll_advertising_pdu, packet)

    def send_acl_data(self, sender_controller, destination_address, transport, data):
        # bumble names the sender by its random address, also where the link has its public one.
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if connection is None or receiver is None or self.away & {sender_controller, receiver}:
            return
        asyncio.get_running_loop().call_soon(
            receiver.on_link_acl_data, connection.self_address, PhysicalTransport.LE, data
        )

    def take_away(self, controller):
        self.away.add(controller)
        for connection in list(controller.le_connections.values()):
            for other in self.controllers - {controller}:
                far = other.le_connections.get(connection.self_address)
                if far is not None:
                    other.on_le_disconnected(far, CONNECTION_TIMEOUT)
            controller.on_le_disconnected(connection, CONNECTION_TIMEOUT)


class Adapter(Controller):
    """bumble's controller, which answers scans with the advertisement instead of the scan response."""

    signal_dbm = -50
    le_acl_data_packet_length = 251
    le_features = Controller.le_features & ~hci.LeFeatureMask.LE_EXTENDED_ADVERTISING

    def on_advertising_pdu(self, pdu):
        sender = self.link.find_le_controller(pdu.advertiser_address)
        if self.le_scan_enable and isinstance(pdu, ll.AdvInd) and sender is not None:
            answer = sender.le_legacy_advertiser.scan_response_data
            self.report(hci.HCI_LE_Advertising_Report_Event.EventType.ADV_IND, pdu, pdu.data, sender)
            self.report(hci.HCI_LE_Advertising_Report_Event.EventType.SCAN_RSP, pdu, answer, sender)
        pending = self.pending_le_connection
        if pending and pending.peer_address == pdu.advertiser_address:
            self.create_le_connection(pdu.advertiser_address)

    def report(self, event_type, pdu, data, sender):
        report = hci.HCI_LE_Advertising_Report_Event.Report(
            event_type=event_type,
            address_type=pdu.advertiser_address.address_type,
            address=pdu.advertiser_address,
            data=data,
            rssi=sender.signal_dbm,
        )
        self.send_hci_packet(hci.HCI_LE_Advertising_Report_Event([report]))


def obey(air, adapters, line):
    verb, place, *rest = line.split()
    adapter = adapters[int(place)]
    if verb == 'away':
        air.take_away(adapter)
    elif verb == 'back':
        air.away.discard(adapter)
    elif verb == 'signal':
        adapter.signal_dbm = int(rest[0])
    else:
        raise ValueError(f'unknown: {line}')


async def main(links):
    air = Air()
    adapters = []
    for place, link in enumerate(links):
        terminal = await open_transport(f'pty:{link}')
        adapters.append(
            Adapter(
                f'controller {place}',
                host_source=terminal.source,
                host_sink=terminal.sink,
                link=air,
                public_address=f'C0:FF:EE:00:00:{place + 1:02X}',
            )
        )
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    print('ready', flush=True)
    while line := (await reader.readline()).decode().strip():
        obey(air, adapters, line)
        print(line, flush=True)


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    asyncio.run(main(sys.argv[1:]))
