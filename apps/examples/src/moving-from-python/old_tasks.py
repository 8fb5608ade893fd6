async def welcome(ctx, to, subject):
    print(f"Python: welcome {to}: {subject}", flush=True)
    return {"to": to}


async def invoice(ctx, to, number):
    print(f"Python: invoice {to}: {number}", flush=True)
    return {"number": number}


async def digest(ctx):
    print("Python: digest", flush=True)
